import { binomial, seededRandom } from './chance.ts';
import { chiSquarePoint } from './gamma.ts';
import { jsDistance, psi, sharesOf, totalVariation, type BinnedSides } from './measures.ts';
import type { BySide } from './report.ts';

/** Into so many parts each side is cut by a hash: of its entities where these are known. */
export const partCount = 20;

/** What chance does not exceed, of measures over the same bins. */
export interface Floors {
  psi: number;
  js: number;
  totalVariation: number;
  wasserstein: number;
}

/**
 * How much more the parts of one side differ than independent rows would: 1, or more where rows of one entity are
 * alike. Rows divided by it are what they are worth (Rao and Scott, 1981).
 *
 * @param squares Of each bin, the sum over parts of count squared by the part's rows.
 */
export function designEffect(counts: readonly number[], squares: readonly number[], parts: number): number {
  const rows = counts.reduce((sum, n) => sum + n, 0);
  const filled = counts.filter((n) => n > 0).length;
  if (filled < 2 || parts < 2) return 1;
  const statistic = counts.reduce((sum, n, i) => (n > 0 ? sum + (squares[i]! * rows) / n : sum), 0) - rows;
  return Math.max(1, statistic / ((parts - 1) * (filled - 1)));
}

/**
 * Deals the rows of both sides together out to them again and again, bin by bin, as many as they are worth, and takes the
 * point that a share of `tail` exceeds.
 *
 * @param widths Of the bins, where they lie on a line.
 */
export function simulateFloors(
  { reference, current }: BinnedSides,
  worth: BySide<number>,
  tail: number,
  widths: readonly number[] | null,
): Floors {
  const random = seededRandom(reference.length);
  const together = worth.reference + worth.current;
  const pooled = sharesOf(reference.map((n, i) => n + current[i]!));
  const rows = pooled.map((share) => (share > 0 ? Math.max(1, Math.round(share * together)) : 0));
  const draws = Math.round(Math.min(600, Math.max(200, 20_000 / pooled.length)));
  const deal = rows.map((n) => binomial(n, worth.reference / together, random));
  const found: Floors[] = [];
  for (let i = 0; i < draws; i++) {
    const dealt = deal.map((one) => one());
    const rest = rows.map((n, bin) => n - dealt[bin]!);
    if (!dealt.some(Boolean) || !rest.some(Boolean)) continue;
    const [p, q] = [sharesOf(dealt), sharesOf(rest)];
    const wasserstein = widths ? areaBetween(p, q, widths) : 0;
    found.push({ psi: psi(p, q), js: jsDistance(p, q), totalVariation: totalVariation(p, q), wasserstein });
  }
  const point = (of: keyof Floors): number => {
    const values = found.map((one) => one[of]).sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.ceil(values.length * (1 - tail)))] ?? Infinity;
  };
  return {
    psi: point('psi'),
    js: point('js'),
    totalVariation: point('totalVariation'),
    wasserstein: point('wasserstein'),
  };
}

/** Of the Kolmogorov-Smirnov statistic, by its limit. */
export function ksFloor(worth: BySide<number>, tail: number): number {
  return Math.sqrt(-Math.log(tail / 2) / 2) * Math.sqrt(1 / worth.reference + 1 / worth.current);
}

/** Of the difference of two shares, which are `share` together. */
export function shareFloor(share: number, worth: BySide<number>, tail: number): number {
  const spread = Math.sqrt(share * (1 - share) * (1 / worth.reference + 1 / worth.current));
  return Math.sqrt(chiSquarePoint(1, tail)) * spread;
}

/** Between two distribution functions over bins of these widths, each straight within a bin. */
export function areaBetween(p: readonly number[], q: readonly number[], widths: readonly number[]): number {
  let [sum, before] = [0, 0];
  for (let i = 0; i < widths.length; i++) {
    const after = before + p[i]! - q[i]!;
    const crosses = before * after < 0;
    const height = crosses ? (before ** 2 + after ** 2) / (2 * Math.abs(after - before)) : Math.abs(before + after) / 2;
    sum += height * widths[i]!;
    before = after;
  }
  return sum;
}
