/** y = factor * x + shift. */
export interface FittedLine {
  factor: number;
  shift: number;
}

/**
 * The line on which most of some points lie, be the others wherever they are: the median of the slopes between points
 * that are far apart, and of what is left. A factor and a shift that are round are taken as such where that fits as
 * well. Null where x has one value only. Points have two finite numbers.
 */
export function fitLine(xs: readonly number[], ys: readonly number[], rounding: number): FittedLine | null {
  const places = xs.map((_, i) => i).sort((a, b) => xs[a]! - xs[b]!);
  const half = places.length >> 1;
  const slopes: number[] = [];
  for (let i = 0; i + half < places.length && half > 0; i++) {
    const [low, high] = [places[i]!, places[i + half]!];
    const run = xs[high]! - xs[low]!;
    if (run > 0) slopes.push((ys[high]! - ys[low]!) / run);
  }
  // Where more than half have one value, points are far apart only from it.
  if (slopes.length === 0) return null;
  const factor = middleOf(slopes);
  const lines = [factor, roundTo(factor, 6), roundTo(factor, 9)].flatMap((one) => {
    const shift = middleOf(xs.map((x, i) => ys[i]! - one * x));
    return [0, roundTo(shift, 6), shift].map((part) => ({ factor: one, shift: part }));
  });
  const fits = (line: FittedLine): number => xs.filter((x, i) => isOnLine(line, x, ys[i]!, rounding)).length;
  // The plainest of those that fit best.
  const scored = lines.map((line) => ({ line, fit: fits(line), length: JSON.stringify(line).length }));
  return scored.reduce((a, b) => (b.fit > a.fit || (b.fit === a.fit && b.length < a.length) ? b : a)).line;
}

/** @param rounding The share of the greatest number in the sum by which it may be off. */
export function isOnLine({ factor, shift }: FittedLine, x: number, y: number, rounding: number): boolean {
  const scaled = factor * x;
  return Math.abs(y - (scaled + shift)) <= rounding * Math.max(Math.abs(y), Math.abs(scaled), Math.abs(shift));
}

/**
 * Whether points with a greater x have a greater y (1), or a lesser one (-1), all of them; 0 where neither is so. Points
 * of one x may have some y between their neighbours': rounding makes ties.
 */
export function directionOf(xs: readonly number[], ys: readonly number[]): 1 | -1 | 0 {
  const places = xs.map((_, i) => i).sort((a, b) => xs[a]! - xs[b]!);
  let [isUp, isDown] = [true, true];
  let before: { low: number; high: number } | null = null;
  for (let i = 0; i < places.length && (isUp || isDown);) {
    const x = xs[places[i]!]!;
    let [low, high] = [Infinity, -Infinity];
    for (; i < places.length && xs[places[i]!] === x; i++) {
      const y = ys[places[i]!]!;
      [low, high] = [Math.min(low, y), Math.max(high, y)];
    }
    if (before) [isUp, isDown] = [isUp && low >= before.high, isDown && high <= before.low];
    before = { low, high };
  }
  return isUp === isDown ? 0 : isUp ? 1 : -1;
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
