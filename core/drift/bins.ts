import { formatInstant } from '../time/instant.ts';
import { describeType } from '../types/describe-type.ts';
import type { CategoryCount } from './count-categories.ts';
import { sharesOf } from './measures.ts';
import type { BySide, DriftBin } from './report.ts';

/** So many bars can be told from each other in a small picture. */
const bars = 24;
const categories = 12;

/**
 * The shape of both sides over the same line, from counts between the reference's quantiles: few values get a bar each,
 * many bars of one width. What lies further out than the reference is wide is in the outermost.
 */
export function numberBins(
  { reference, current }: BySide<number[]>,
  edges: readonly number[],
  [low, high]: readonly [number, number],
  type: string,
): DriftBin[] {
  const say = describeType(type).kind === 'instant' ? sayMoment : fourDigits;
  const [p, q] = [sharesOf(reference), sharesOf(current)];
  if (edges.length < bars) {
    const labels = [...edges.map(say), `over ${say(edges.at(-1) ?? low)}`];
    const all = labels.map((label, i) => ({ label, reference: finite(p[i]), current: finite(q[i]) }));
    return all.filter((bin, i) => i < edges.length || bin.reference + bin.current > 0);
  }
  const span = edges.at(-1)! - edges[0]!;
  const [from, to] = [Math.max(low, edges[0]! - span), Math.min(high, edges.at(-1)! + span)];
  const bounds = [low, ...edges, high];
  const [f, g] = [belowOf(p, bounds), belowOf(q, bounds)];
  const at = (i: number): number => from + ((to - from) * i) / bars;
  return Array.from({ length: bars }, (_, i) => {
    const share = (below: (x: number) => number): number =>
      (i === bars - 1 ? 1 : below(at(i + 1))) - (i === 0 ? 0 : below(at(i)));
    return { label: `${say(at(i))} to ${say(at(i + 1))}`, reference: share(f), current: share(g) };
  });
}

/** The commonest values of both sides, and all others as one. */
export function categoryBins(counts: readonly CategoryCount[], rows: BySide<number>): DriftBin[] {
  const share = ({ reference, current }: BySide<number>): BySide<number> => ({
    reference: finite(reference / rows.reference),
    current: finite(current / rows.current),
  });
  const shares = counts.map(({ value, ...count }) => ({ value, ...share(count) }));
  const named = shares.filter(({ value }) => value !== null);
  const sorted = named.sort((a, b) => b.reference + b.current - a.reference - a.current);
  const shown = sorted.slice(0, categories).map(({ value, ...bin }) => ({ label: value!, ...bin }));
  const rest = [...sorted.slice(categories), ...shares.filter(({ value }) => value === null)];
  if (rest.length === 0) return shown;
  const sum = (side: keyof BySide<number>): number => rest.reduce((all, bin) => all + bin[side], 0);
  return [...shown, { label: 'all others', reference: sum('reference'), current: sum('current') }];
}

/** The share of values below a point, by a line within each bin. */
function belowOf(shares: readonly number[], bounds: readonly number[]): (x: number) => number {
  const sums = [0];
  for (const share of shares) sums.push(sums.at(-1)! + finite(share));
  return (x) => {
    const bin = bounds.findIndex((bound, i) => i > 0 && x <= bound);
    if (bin === -1) return 1;
    const [from, to] = [bounds[bin - 1]!, bounds[bin]!];
    const part = to > from ? Math.max(0, (x - from) / (to - from)) : 1;
    return sums[bin - 1]! + part * (sums[bin]! - sums[bin - 1]!);
  };
}

function finite(share: number | undefined): number {
  return Number.isFinite(share) ? share! : 0;
}

/** A value with four digits. */
export function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function sayMoment(micros: number): string {
  return formatInstant(BigInt(Math.round(micros))).slice(0, 16);
}
