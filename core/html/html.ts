/** HTML that is safe to put into a page: text can only get there through the tag, which escapes it. */
export interface Html {
  readonly html: string;
}

type Hole = Html | readonly Html[] | string | number;

export function html(parts: TemplateStringsArray, ...holes: Hole[]): Html {
  let text = parts[0]!;
  holes.forEach((hole, i) => (text += toHtml(hole) + parts[i + 1]!));
  return { html: text };
}

function toHtml(hole: Hole): string {
  if (typeof hole === 'object') return 'html' in hole ? hole.html : hole.map((part) => part.html).join('');
  return String(hole).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
