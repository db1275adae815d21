import type { Segment } from './place.ts';

export interface Points {
  xs: readonly number[];
  ys: readonly number[];
}

/** Rows that can be seen, and the one before, whose value reaches in; `to` is exclusive. */
export interface Range {
  from: number;
  to: number;
}

/** The points (their xs rise) from the last at or before `left` up to the last at or before `right`. */
export function visible(xs: readonly number[], left: number, right: number): Range {
  return { from: Math.max(0, countUpTo(xs, left) - 1), to: countUpTo(xs, right) };
}

/** Of a range, those that are seen themselves: the row before them has a value that reaches in, but no mark. */
export function marked(xs: readonly number[], { from, to }: Range, left: number): Range {
  return { from: from < to && xs[from]! < left ? from + 1 : from, to };
}

/** The index of the nearest of rising xs, or null of none. */
export function nearestIndex(xs: readonly number[], x: number): number | null {
  const after = countUpTo(xs, x);
  if (xs.length === 0) return null;
  if (after === 0) return 0;
  if (after === xs.length) return xs.length - 1;
  return x - xs[after - 1]! <= xs[after]! - x ? after - 1 : after;
}

/**
 * The lines of a step: each value holds until the next and the last to `end`. Where several rows
 * share a pixel, one upright from the least to the greatest of them stands for all.
 */
export function stepLines({ xs, ys }: Points, range: Range, left: number, end: number): Segment[] {
  const lines: Segment[] = [];
  let heldFrom = left;
  let held: number | null = null;
  for (let i = range.from; i < range.to;) {
    const x = Math.max(left, xs[i]!);
    const start: number = held ?? ys[i]!;
    let low = start;
    let high = start;
    let last = start;
    for (; i < range.to && Math.max(left, xs[i]!) < x + 1; i++) {
      last = ys[i]!;
      low = Math.min(low, last);
      high = Math.max(high, last);
    }
    if (held !== null && x > heldFrom) lines.push({ x1: heldFrom, y1: held, x2: x, y2: held });
    if (high > low) lines.push({ x1: x, y1: low, x2: x, y2: high });
    heldFrom = x;
    held = last;
  }
  if (held !== null && end > heldFrom) lines.push({ x1: heldFrom, y1: held, x2: end, y2: held });
  return lines;
}

export function toPath(lines: readonly Segment[]): string {
  return lines.map(({ x1, y1, x2, y2 }) => `M${tenth(x1)} ${tenth(y1)}L${tenth(x2)} ${tenth(y2)}`).join('');
}

export function tenth(n: number): number {
  return Math.round(n * 10) / 10;
}

function countUpTo(xs: readonly number[], x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
