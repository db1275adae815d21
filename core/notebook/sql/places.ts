/*
 * DuckDB counts places of syntax errors in code points, all others in bytes of UTF-8; JavaScript counts UTF-16
 * units. A place beyond the text is its end.
 */

export function fromCodePoints(text: string, count: number): number {
  return walk(text, count, () => 1);
}

export function fromBytes(text: string, count: number): number {
  return walk(text, count, (point) => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4));
}

function walk(text: string, count: number, sizeOf: (codePoint: number) => number): number {
  let at = 0;
  for (let left = count; left > 0 && at < text.length;) {
    const point = text.codePointAt(at)!;
    left -= sizeOf(point);
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}
