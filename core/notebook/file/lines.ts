/** A line as it is written, with its own end (`\n`, `\r\n`, `\r`; none at the end of a file). */
export type Line = string;

export const byteOrderMark = '\uFEFF';

/** The lines of a text; joined they are the text, to the byte. */
export function linesOf(text: string): Line[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

export function endOf(line: Line): string {
  return /[\r\n]*$/.exec(line)![0];
}

/** Without its end. */
export function lineContent(line: Line): string {
  return line.slice(0, line.length - endOf(line).length);
}

export function isBlank(line: Line): boolean {
  return /^[ \t\r\n]*$/.test(line);
}

/** How most lines of a text end. */
export function usualEnd(text: string): string {
  const ends = linesOf(text).map(endOf);
  const count = (end: string): number => ends.filter((one) => one === end).length;
  return ['\n', '\r\n', '\r'].reduce((most, end) => (count(end) > count(most) ? end : most));
}

/** The same text with these ends, and one behind its last line. */
export function withEnds(text: string, end: string): string {
  return linesOf(text)
    .map((line) => lineContent(line) + end)
    .join('');
}
