/** A piece of SQL text. What is between two of them is space. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'comment' | 'parameter' | 'sign';
  text: string;
  at: number;
}

const pattern = new RegExp(
  [
    String.raw`(?<comment>--[^\r\n]*|/\*)`,
    String.raw`(?<string>[eE]'(?:\\[\s\S]|''|[^'\\])*'?|'(?:''|[^'])*'?|\$(?<tag>(?:[\p{L}_][\p{L}\p{N}_]*)?)\$[\s\S]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<quoted>"(?:""|[^"])*"?)`,
    String.raw`(?<parameter>\{\{[ \t]*[\p{L}_][\p{L}\p{N}_]*[ \t]*\}\})`,
    String.raw`(?<word>[\p{L}_\u{80}-\u{10FFFF}][\p{L}\p{N}_$\u{80}-\u{10FFFF}]*)`,
    String.raw`(?<number>\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)`,
    String.raw`(?<sign>\S)`,
  ].join('|'),
  'gu',
);

/** Cuts SQL as DuckDB does. Text and comments that are not closed reach to the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const reading = new RegExp(pattern);
  for (let match = reading.exec(text); match; match = reading.exec(text)) {
    const [found] = match;
    const { tag: _, ...groups } = match.groups!;
    const [kind] = Object.entries(groups).find(([, group]) => group !== undefined) as [Token['kind'], string];
    const end = found === '/*' ? endOfComment(text, match.index) : reading.lastIndex;
    tokens.push({ kind, text: text.slice(match.index, end), at: match.index });
    reading.lastIndex = end;
  }
  return tokens;
}

/** Comments lie in comments. */
function endOfComment(text: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

/** Where a name stands first, whatever it is there; null where it does not. Case is folded, as DuckDB does. */
export function placeInText(text: string, name: string): number | null {
  return tokensOf(text).find((token) => nameOf(token)?.toLowerCase() === name.toLowerCase())?.at ?? null;
}

/** What a word or a quoted name names; null of other tokens. */
export function nameOf({ kind, text }: Token): string | null {
  if (kind === 'quoted')
    return text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replaceAll('""', '"');
  return kind === 'word' ? text : null;
}

/** The piece at a place, from and to; at the end of a text its last one. */
export function tokenAt(text: string, at: number): { from: number; to: number } {
  const token = tokensOf(text).findLast((one) => one.at <= at);
  return token ? { from: token.at, to: token.at + token.text.length } : { from: at, to: at };
}
