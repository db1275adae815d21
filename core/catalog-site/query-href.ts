/** The first page with this looked for, as seen from its folder. */
export function queryHref(query: string): string {
  return `index.html#${encodeURIComponent(query)}`;
}
