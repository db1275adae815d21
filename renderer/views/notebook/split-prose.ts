/** A lesson's title and first paragraphs, and what follows from its first section on. */
export interface Prose {
  lead: string;
  rest: string;
  /** The titles of the sections of `rest`. */
  sections: string[];
}

/** Cuts Markdown before its first second-level heading that is not inside a fence. */
export function splitProse(markdown: string): Prose {
  const lines = markdown.split('\n');
  const headings: { at: number; title: string }[] = [];
  let fence: string | null = null;
  lines.forEach((line, at) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && mark) fence = mark;
    else if (fence !== null && mark?.startsWith(fence)) fence = null;
    const title = fence === null ? /^## +(.*?) *#*$/.exec(line)?.[1] : undefined;
    if (title !== undefined) headings.push({ at, title });
  });
  const cut = headings[0]?.at ?? lines.length;
  return {
    lead: lines.slice(0, cut).join('\n'),
    rest: lines.slice(cut).join('\n'),
    sections: headings.map((heading) => heading.title),
  };
}
