import type { NumberCounts } from './count-numbers.ts';
import type { NumberEdges } from './number-edges.ts';
import { areaBetween, designEffect, ksFloor, simulateFloors } from './floor.ts';
import { nullChange, tailOf, driftVerdict, type SideSize } from './judge.ts';
import { ksP } from './kolmogorov.ts';
import { jsDistance, psi, sharesOf } from './measures.ts';
import { numberBins } from './bins.ts';
import type { Comparable } from './sides.ts';
import type { BySide, DriftThresholds, ComparedSides } from './report.ts';

/** What moved of a number. `exact`: its distances, where they were measured; else they are told from the bins. */
export function numberDrift(
  { view, feature, reference: column }: Comparable,
  counts: BySide<NumberCounts>,
  edges: NumberEdges,
  exact: { ks: number; area: number } | null,
  thresholds: DriftThresholds,
): ComparedSides {
  const { reference, current } = counts;
  const fine = bySide(counts, ({ parts }) => binsOf(parts));
  const folded = bySide(counts, ({ parts }) => parts.map((part) => foldBins(part, edges)));
  const decile = bySide(folded, binsOf);
  const sizes = {
    reference: sizeOf(reference, folded.reference, decile.reference),
    current: sizeOf(current, folded.current, decile.current),
  };
  const tail = tailOf(2, sizes);
  const nullRate = nullChange(sizes, tail);
  const named = { view, feature, kind: 'number' as const, rows: bySide(counts, ({ rows }) => rows) };
  const none = {
    new_categories: [],
    gone_categories: [],
    null_rate: nullRate,
    mean: bySide(counts, ({ mean }) => mean),
  };
  const values = bySide(sizes, ({ rows, nulls }) => rows - nulls);
  if (values.reference === 0 || values.current === 0)
    return { ...named, ...none, measures: {}, bins: [], ...driftVerdict([], nullRate.change, sizes, thresholds) };
  const hasOdd = reference.odd + current.odd > 0;
  const binned = bySide(counts, ({ odd }, side) => (hasOdd ? [...decile[side], odd] : decile[side]));
  const worth = bySide(sizes, (size, side) => Math.max(1, values[side] * size.weight));
  const bounds = [least(reference, current), ...edges.deciles, greatest(reference, current)];
  const floors = simulateFloors(binned, worth, tail, widthsOf(bounds));
  const [p, q] = [sharesOf(binned.reference), sharesOf(binned.current)];
  const finite = bySide(counts, ({ odd }, side) => values[side] - odd);
  const { ks, area } = exact ?? fromBins(fine, [bounds[0]!, ...edges.fine, bounds.at(-1)!]);
  const told = exact ? {} : { from_bins: edges.fine.length + 1 };
  const isFinite = finite.reference > 0 && finite.current > 0;
  const measures = {
    ...(isFinite && {
      ks: { value: ks, floor: ksFloor(worth, tail), p: ksP(ks, finite.reference, finite.current), ...told },
      ...(edges.deviation > 0 && {
        wasserstein: { value: area / edges.deviation, floor: floors.wasserstein / edges.deviation, ...told },
      }),
    }),
    psi: { value: psi(p, q), floor: floors.psi },
    js: { value: jsDistance(p, q), floor: floors.js },
  };
  const deciding = [
    { name: 'PSI', threshold: thresholds.psi, ...measures.psi },
    ...(measures.ks ? [{ name: 'KS', threshold: thresholds.ks, ...measures.ks }] : []),
  ];
  return {
    ...named,
    ...none,
    measures,
    bins: numberBins(fine, edges.fine, [bounds[0]!, bounds.at(-1)!], column.type),
    ...driftVerdict(deciding, nullRate.change, sizes, thresholds),
  };
}

function bySide<T, U>(of: BySide<T>, make: (one: T, side: keyof BySide<T>) => U): BySide<U> {
  return { reference: make(of.reference, 'reference'), current: make(of.current, 'current') };
}

/** Counts of bins between deciles, of those between finer edges. */
function foldBins(counts: readonly number[], { fine, deciles }: NumberEdges): number[] {
  const folded = Array.from({ length: deciles.length + 1 }, () => 0);
  let bin = 0;
  counts.forEach((n, i) => {
    while (bin < deciles.length && (i >= fine.length || fine[i]! > deciles[bin]!)) bin++;
    folded[bin]! += n;
  });
  return folded;
}

function binsOf(parts: readonly number[][]): number[] {
  return (parts[0] ?? []).map((_, bin) => parts.reduce((sum, part) => sum + part[bin]!, 0));
}

function sizeOf({ rows, nulls }: NumberCounts, parts: readonly number[][], counts: readonly number[]): SideSize {
  const sizes = parts.map((part) => part.reduce((sum, n) => sum + n, 0));
  const squares = counts.map((_, bin) =>
    parts.reduce((sum, part, i) => (sizes[i]! > 0 ? sum + part[bin]! ** 2 / sizes[i]! : sum), 0),
  );
  return { rows, nulls, weight: 1 / designEffect(counts, squares, sizes.filter((size) => size > 0).length) };
}

function fromBins({ reference, current }: BySide<number[]>, bounds: readonly number[]): { ks: number; area: number } {
  const [p, q] = [sharesOf(reference), sharesOf(current)];
  let [apart, ks] = [0, 0];
  p.forEach((share, i) => (ks = Math.max(ks, Math.abs((apart += share - q[i]!)))));
  return { ks, area: areaBetween(p, q, widthsOf(bounds)) };
}

function widthsOf(bounds: readonly number[]): number[] {
  return bounds.slice(1).map((bound, i) => Math.max(0, bound - bounds[i]!));
}

function least(a: NumberCounts, b: NumberCounts): number {
  return Math.min(a.low ?? Infinity, b.low ?? Infinity);
}

function greatest(a: NumberCounts, b: NumberCounts): number {
  return Math.max(a.high ?? -Infinity, b.high ?? -Infinity);
}
