import { chiSquareTail } from './gamma.ts';

/** The share that an empty bin is taken to have, where a logarithm of it is asked for. */
const leastShare = 1e-4;

/** Counts in the same bins. */
export interface BinnedSides {
  reference: readonly number[];
  current: readonly number[];
}

export function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => n / all);
}

/** The population stability index. */
export function psi(reference: readonly number[], current: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const [p, q] = [Math.max(reference[i]!, leastShare), Math.max(current[i]!, leastShare)];
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}

/** The Jensen-Shannon distance by logarithms of 2: from 0 to 1. */
export function jsDistance(reference: readonly number[], current: readonly number[]): number {
  const part = (p: number, other: number): number => (p > 0 ? p * Math.log2((2 * p) / (p + other)) : 0);
  const sum = reference.reduce((all, p, i) => all + part(p, current[i]!) + part(current[i]!, p), 0);
  return Math.sqrt(Math.max(0, sum / 2));
}

/** Which share of the rows would have to be others. */
export function totalVariation(reference: readonly number[], current: readonly number[]): number {
  return reference.reduce((sum, p, i) => sum + Math.abs(p - current[i]!), 0) / 2;
}

/** Pearson's chi-square of both sides' counts; null where one bin has all. */
export function chiSquare({ reference, current }: BinnedSides): { value: number; p: number; degrees: number } | null {
  const [n, m] = [reference, current].map((counts) => counts.reduce((sum, one) => sum + one, 0)) as [number, number];
  let value = 0;
  let bins = 0;
  for (let i = 0; i < reference.length; i++) {
    const both = reference[i]! + current[i]!;
    if (both === 0) continue;
    bins++;
    for (const [count, side] of [[reference[i]!, n] as const, [current[i]!, m] as const]) {
      const expected = (both * side) / (n + m);
      value += (count - expected) ** 2 / expected;
    }
  }
  return bins < 2 ? null : { value, p: chiSquareTail(bins - 1, value), degrees: bins - 1 };
}
