import { categoryBins } from './bins.ts';
import type { CategoryCounts } from './count-categories.ts';
import { designEffect, partCount, simulateFloors } from './floor.ts';
import { chiSquarePoint } from './gamma.ts';
import { nullChange, tailOf, driftVerdict } from './judge.ts';
import { chiSquare, jsDistance, psi, sharesOf, totalVariation } from './measures.ts';
import type { BySide, DriftThresholds, ComparedSides } from './report.ts';
import type { Comparable } from './sides.ts';

/** Of new and of vanished categories, so many are named. */
const named = 20;

/** What moved of a category. */
export function categoryDrift(
  { view, feature }: Comparable,
  { counts, nulls }: CategoryCounts,
  thresholds: DriftThresholds,
): ComparedSides {
  const binned = { reference: counts.map((one) => one.reference), current: counts.map((one) => one.current) };
  const values = { reference: sum(binned.reference), current: sum(binned.current) };
  const effectOf = (side: keyof BySide<number>): number => {
    const squares = counts.map((one) => one.squares[side]);
    return designEffect(binned[side], squares, Math.min(partCount, values[side]));
  };
  const effects = { reference: effectOf('reference'), current: effectOf('current') };
  const sizeOf = (side: keyof BySide<number>) => ({
    rows: values[side] + nulls[side],
    nulls: nulls[side],
    weight: 1 / effects[side],
  });
  const sizes = { reference: sizeOf('reference'), current: sizeOf('current') };
  const tail = tailOf(1, sizes);
  const nullRate = nullChange(sizes, tail);
  const rows = { reference: sizes.reference.rows, current: sizes.current.rows };
  const about = { view, feature, kind: 'category' as const, rows, null_rate: nullRate };
  if (values.reference === 0 || values.current === 0)
    return {
      ...{ ...about, measures: {}, new_categories: [], gone_categories: [], bins: [] },
      ...driftVerdict([], nullRate.change, sizes, thresholds),
    };
  const worth = { reference: values.reference / effects.reference, current: values.current / effects.current };
  const floors = simulateFloors(binned, worth, tail, null);
  const [p, q] = [sharesOf(binned.reference), sharesOf(binned.current)];
  const chi = chiSquare(binned);
  const measures = {
    psi: { value: psi(p, q), floor: floors.psi },
    js: { value: jsDistance(p, q), floor: floors.js },
    total_variation: { value: totalVariation(p, q), floor: floors.totalVariation },
    ...(chi && {
      chi_square: {
        value: chi.value,
        floor: chiSquarePoint(chi.degrees, tail) * Math.max(effects.reference, effects.current),
        p: chi.p,
      },
    }),
  };
  const onlyIn = (side: keyof BySide<number>, other: keyof BySide<number>): string[] =>
    counts
      .filter((one) => one.value !== null && one[side] > 0 && one[other] === 0)
      .sort((a, b) => b[side] - a[side])
      .slice(0, named)
      .map(({ value }) => value!);
  return {
    ...about,
    measures,
    new_categories: onlyIn('current', 'reference'),
    gone_categories: onlyIn('reference', 'current'),
    bins: categoryBins(counts, values),
    ...driftVerdict([{ name: 'PSI', threshold: thresholds.psi, ...measures.psi }], nullRate.change, sizes, thresholds),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}
