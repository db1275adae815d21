import type { Engine, Run } from '../engine/engine.ts';
import { sql } from '../sql/sql.ts';
import { areas, rankable, type Area, type Ranking, type Target } from './auc.ts';
import type { PairedFeature } from './pairs.ts';
import type { FeatureAuc } from './report.ts';
import type { Sql } from '../sql/sql.ts';

/** How a feature's two values stand to each other; counts of rows. */
export interface Overlap {
  changed: number;
  /** The naive join has a value that ranks and the as-of join has none, and the other way round. */
  onlyNaive: number;
  onlyAsof: number;
}

/** What each feature alone is worth in both joins; null where it has no order. What must be equal is measured once. */
export async function featureAucs(
  engine: Engine,
  table: { name: Sql; rows: number },
  features: readonly (PairedFeature & Overlap)[],
  target: Target,
  run?: Run,
): Promise<(FeatureAuc | null)[]> {
  const asked: Ranking[] = [];
  const ask = (value: Ranking, only: number, other: Ranking): number => {
    const among = only === 0 ? {} : { among: sql`(${rankable(other)}) IS NOT NULL` };
    return asked.push({ ...value, ...among }) - 1;
  };
  const places = features.map(({ naive, asof, type, changed, onlyNaive, onlyAsof }) => {
    const [before, after]: [Ranking, Ranking] = [
      { value: naive, type },
      { value: asof, type },
    ];
    const place = ask(before, onlyNaive, after);
    return { naive: place, asof: changed === 0 ? place : ask(after, onlyAsof, before) };
  });
  const found = await areas(engine, table, asked, target, run);
  return places.map((place) => {
    const [naive, asof] = [found[place.naive], found[place.asof]];
    if (!naive || !asof) return null;
    const common = beside(naive.among ?? naive, asof.among ?? asof);
    return { ...beside(naive, asof), common: { rows: (naive.among ?? naive).rows, ...common } };
  });
}

function beside({ auc: naive }: Area, { auc: asof }: Area) {
  return { naive, asof, inflation: naive === null || asof === null ? null : naive - asof };
}
