import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { sql } from '../sql/sql.ts';
import { categoryDrift } from './category-drift.ts';
import { commonest, countCategories } from './count-categories.ts';
import { countNumbers, exactDistances } from './count-numbers.ts';
import { numberDrift } from './number-drift.ts';
import { numberEdges, type NumberEdges } from './number-edges.ts';
import { worstDriftFirst, type BySide, type ComparedSides, type DriftThresholds } from './report.ts';
import { bothSides, comparableOf, type Comparable, type DriftFeature, type DriftSide } from './sides.ts';

/** Up to so many rows of both sides together, distances between numbers are exact: that sorts each feature's values. */
const exactRows = 200_000;

/**
 * Compares features of two sides: all numbers in one scan of each, behind a look at the reference's quantiles, and each
 * category by a count of its own.
 */
export async function measureDrift(
  engine: Engine & BatchReader,
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
    const compared = await compare(engine, scratch, { ...sides, sizes }, comparable, thresholds, step);
    const found = tried.map(({ feature, found: how }) =>
      typeof how === 'string' ? notCompared(feature, empty ?? how) : compared[comparable.indexOf(how)]!.found,
    );
    return {
      rows: { reference: sizes.a, current: sizes.b },
      features: worstDriftFirst(found),
      compared,
    };
  } finally {
    await scratch.drop();
  }
}

/** What drifted of some features. */
export interface MeasuredDrift {
  rows: BySide<number>;
  /** What moved most comes first. */
  features: ComparedSides[];
  /** Those that could be compared, as they were asked for. */
  compared: Compared[];
}

/** A feature that could be compared, and what its values were counted by. */
export interface Compared {
  feature: Comparable;
  found: ComparedSides;
  /** Of a number; else null. */
  edges: NumberEdges | null;
  /** Of a category, the commonest of both sides first; else null. */
  categories: string[] | null;
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
  engine: Engine & BatchReader,
  scratch: Scratch,
  { reference, current, sizes }: Sides & { sizes: { a: number; b: number } },
  features: readonly Comparable[],
  thresholds: DriftThresholds,
  run: Run,
): Promise<Compared[]> {
  if (features.length === 0) return [];
  const isSmall = sizes.a + sizes.b <= exactRows;
  const rows = bothSides(reference, current, features);
  const both = isSmall ? await scratch.table('drift', sql`FROM ${rows}`, run) : rows;
  const places = features.flatMap(({ kind }, i) => (kind === 'number' ? [i] : []));
  const edges = places.length > 0 ? await numberEdges(engine, both, places, sizes.a, run) : [];
  const counts = places.length > 0 ? await countNumbers(engine, both, places, edges, run) : [];
  const compared: Compared[] = [];
  for (const [i, feature] of features.entries()) {
    const place = places.indexOf(i);
    if (place === -1) {
      const counted = await countCategories(engine, both, i, run);
      const found = categoryDrift(feature, counted, thresholds);
      compared.push({ feature, found, edges: null, categories: commonest(counted) });
      continue;
    }
    const exact = isSmall ? await exactDistances(engine, both, i, run) : null;
    const found = numberDrift(feature, counts[place]!, edges[place]!, exact, thresholds);
    compared.push({ feature, found, edges: edges[place]!, categories: null });
  }
  return compared;
}

function notCompared({ view, feature }: DriftFeature, why: string): ComparedSides {
  return {
    ...{ view, feature, kind: null, rows: { reference: 0, current: 0 }, measures: {}, bins: [] },
    null_rate: { reference: null, current: null, change: null },
    ...{ new_categories: [], gone_categories: [], drifted: null, why, decided_by: null },
  };
}
