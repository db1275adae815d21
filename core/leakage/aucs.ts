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
  const ask = (ranking: Ranking): number => asked.push(ranking) - 1;
  const places = features.map((feature) => {
    const [naive, asof] = [feature.naive, feature.asof].map((value): Ranking => ({ value, type: feature.type }));
    const where = sql`(${rankable(naive!)}) IS NOT NULL AND (${rankable(asof!)}) IS NOT NULL`;
    const place = { naive: ask(naive!) };
    const same = feature.changed === 0 ? place.naive : ask(asof!);
    return {
      ...place,
      asof: same,
      bothNaive: feature.onlyNaive === 0 ? place.naive : ask({ ...naive!, where }),
      bothAsof: feature.onlyAsof === 0 ? same : ask({ ...asof!, where }),
    };
  });
  const found = await areas(engine, table, asked, target, run);
  return places.map((place) => {
    const [naive, asof] = [found[place.naive], found[place.asof]];
    const [bothNaive, bothAsof] = [found[place.bothNaive], found[place.bothAsof]];
    if (!naive || !asof || !bothNaive || !bothAsof) return null;
    return { ...beside(naive, asof), common: { rows: bothNaive.rows, ...beside(bothNaive, bothAsof) } };
  });
}

function beside({ auc: naive }: Area, { auc: asof }: Area) {
  return { naive, asof, inflation: naive === null || asof === null ? null : naive - asof };
}
