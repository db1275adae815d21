/** Characters before a line's first word: nobody quotes in quotes, or indents lists, so far. */
const most = 200;
const prefix = new RegExp(`^[ \\t>*+.)\\d-]{${most + 1}}`, 'm');

/** Markdown in which quotes or lists lie so deep in each other that a parser ends its stack, or takes minutes: it is shown as it is written. */
export function isTooDeep(markdown: string): boolean {
  return prefix.test(markdown);
}
