import type { Engine, Run } from '../../engine/engine.ts';
import { stepOf } from '../../engine/step.ts';
import { sql } from '../../sql/sql.ts';
import type { ViewPairs } from '../pairs.ts';
import { agesOf, type SkewAges } from './ages.ts';
import { categoryPairs, type SkewCategories } from './categories.ts';
import { differenceBins, type SkewDifferences } from './differences.ts';
import { pairPoints, type SkewPoints } from './points.ts';
import { sidesOf, type PairKind } from './sides.ts';

/** What the pairs of one feature look like. */
export interface SkewPicture {
  view: string;
  feature: string;
  kind: PairKind;
  /** Pairs with a row on both sides. */
  pairs: number;
  /** Null of categories. */
  points: SkewPoints | null;
  /** Null of numbers and instants. */
  categories: SkewCategories | null;
  /** Null of categories, and where no two values differ. */
  differences: SkewDifferences | null;
  /** Null where no row that counts has a time. */
  ages: SkewAges | null;
}

export async function skewPicture(
  engine: Engine,
  pairs: ViewPairs,
  feature: number,
  whole: Run = {},
): Promise<SkewPicture> {
  const { view, features } = pairs.planned;
  const run = stepOf(whole, 'drawing', features[feature]!.name, 0, 0);
  const sides = sidesOf(pairs, feature);
  const [counted] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS n FROM ${sides.table} WHERE ${sides.both}`,
    run,
  );
  const isCategory = sides.kind === 'category';
  return {
    view: view.name,
    feature: features[feature]!.name,
    kind: sides.kind,
    pairs: counted!.n,
    points: isCategory ? null : await pairPoints(engine, sides, run),
    categories: isCategory ? await categoryPairs(engine, sides, run) : null,
    differences: await differenceBins(engine, sides, run),
    ages: await agesOf(engine, sides, run),
  };
}
