/** What may hold lines, in one: a message, a name that somebody else gave. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
