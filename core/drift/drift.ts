import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { sql } from '../sql/sql.ts';
import { categoryDrift } from './category-drift.ts';
import { countCategories } from './count-categories.ts';
import { countNumbers, exactDistances, numberEdges } from './count-numbers.ts';
import { numberDrift } from './number-drift.ts';
import { worstDriftFirst, type BySide, type DriftReport, type DriftThresholds, type FeatureDrift } from './report.ts';
import { bothSides, comparableOf, type Comparable, type DriftFeature, type DriftSide } from './sides.ts';

/** Up to so many rows of both sides together, distances between numbers are exact: that sorts each feature's values. */
const exactRows = 200_000;

/**
 * Compares features of two sides: all numbers in one scan of each, behind a look at the reference's quantiles, and each
 * category by a count of its own.
 */
export async function measureDrift(
  engine: Engine,
  sides: Sides,
  features: readonly DriftFeature[],
  thresholds: DriftThresholds,
  run?: Run,
): Promise<MeasuredDrift> {
  const step = stepOf(run, 'comparing', `${sides.reference.name} and ${sides.current.name}`);
  const tried = features.map((feature) => ({ feature, found: comparableOf(feature) }));
  const comparable = tried.flatMap(({ found }) => (typeof found === 'string' ? [] : [found]));
  const sizes = await countRows(engine, sides, step);
  // What an empty file's columns are nobody can tell.
  const empty = sizes.a === 0 ? 'the reference has no rows' : sizes.b === 0 ? 'the current table has no rows' : null;
  const scratch = new Scratch(engine);
  try {
    const compared = await compare(engine, scratch, sides, sizes, comparable, thresholds, step);
    const found = tried.map(({ feature, found: how }) =>
      typeof how === 'string' ? notCompared(feature, empty ?? how) : compared[comparable.indexOf(how)]!,
    );
    const judged = found.filter(({ drifted }) => drifted !== null);
    return {
      rows: { reference: sizes.a, current: sizes.b },
      drifted: judged.length > 0 ? judged.filter(({ drifted }) => drifted).length : null,
      features: worstDriftFirst(found),
    };
  } finally {
    await scratch.drop();
  }
}

/** What drifted of some features. */
export interface MeasuredDrift extends Pick<DriftReport, 'drifted' | 'features'> {
  rows: BySide<number>;
}

interface Sides {
  reference: DriftSide;
  current: DriftSide;
}

async function countRows(engine: Engine, { reference, current }: Sides, run: Run): Promise<{ a: number; b: number }> {
  const [sizes] = await engine.rows<{ a: number; b: number }>(
    sql`SELECT (SELECT count(*) FROM ${reference.rows})::DOUBLE AS a, (SELECT count(*) FROM ${current.rows})::DOUBLE AS b`,
    run,
  );
  return sizes!;
}

async function compare(
  engine: Engine,
  scratch: Scratch,
  { reference, current }: Sides,
  sizes: { a: number; b: number },
  features: readonly Comparable[],
  thresholds: DriftThresholds,
  run: Run,
): Promise<FeatureDrift[]> {
  if (features.length === 0) return [];
  const isSmall = sizes.a + sizes.b <= exactRows;
  const rows = bothSides(reference, current, features);
  const both = isSmall ? await scratch.table('drift', sql`FROM ${rows}`, run) : rows;
  const places = features.flatMap(({ kind }, i) => (kind === 'number' ? [i] : []));
  const edges = places.length > 0 ? await numberEdges(engine, both, places, sizes.a, run) : [];
  const counts = places.length > 0 ? await countNumbers(engine, both, places, edges, run) : [];
  const found: FeatureDrift[] = [];
  for (const [i, feature] of features.entries()) {
    const place = places.indexOf(i);
    if (place === -1) {
      found.push(categoryDrift(feature, await countCategories(engine, both, i, run), thresholds));
      continue;
    }
    const exact = isSmall ? await exactDistances(engine, both, i, run) : null;
    found.push(numberDrift(feature, counts[place]!, edges[place]!, exact, thresholds));
  }
  return found;
}

function notCompared({ view, feature }: DriftFeature, why: string): FeatureDrift {
  return {
    ...{ view, feature, kind: null, rows: { reference: 0, current: 0 }, measures: {}, bins: [] },
    null_rate: { reference: null, current: null, change: null },
    ...{ new_categories: [], gone_categories: [], drifted: null, why, decided_by: null },
  };
}
