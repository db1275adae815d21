import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { allViews } from '../join/request.ts';
import { rankable } from './auc.ts';
import { inStatements } from '../engine/statements.ts';
import type { PairedFeature, Pairs } from './pairs.ts';

/** What is counted of one feature; counts of rows. */
export interface FeatureCounts {
  leaked: number;
  changed: number;
  naiveNulls: number;
  asofNulls: number;
  /** The naive join has a value that ranks and the as-of join has none, and the other way round. */
  onlyNaive: number;
  onlyAsof: number;
  /** Rows where the as-of value equals the target; null where there is no target, where it differs in some row, or is always the same. */
  equalsTarget: number | null;
}

/** A value leaks when its row is from the future and it is not null; of one that is computed, what it reads. */
export function leaks(feature: PairedFeature): Sql {
  if (feature.isOnDemand) return sql`(${feature.future} IS NOT NULL)`;
  return sql`(${feature.future} IS NOT NULL AND ${feature.naive} IS NOT NULL)`;
}

/** How far a leaked value reaches: microseconds; null where it does not leak. */
export function leakPeek(feature: PairedFeature): Sql {
  return sql`CASE WHEN ${leaks(feature)} THEN ${feature.future} END`;
}

/** Rows in which any feature leaks, rows whose pick is from the future by view, and each feature's counts. */
export async function countLeaks(
  engine: Engine,
  pairs: Pairs,
  target: { value: Sql; type: string } | null,
  run?: Run,
): Promise<{ rows: number; future: number[]; features: FeatureCounts[] }> {
  const { features, table } = pairs;
  const views = allViews(pairs.joined.plan).map(
    (_, i) => sql`count(${ident(`future${i}`)})::DOUBLE AS ${ident(`future${i}`)}`,
  );
  const [all] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join([counted(join(features.map(leaks), ' OR '), 'leaked'), ...views])} FROM ${table}`,
    run,
  );
  const found: FeatureCounts[] = [];
  for (const batch of inStatements(features, 0)) {
    const columns = batch.flatMap((feature, i) => countsOf(feature, i, target));
    const [row] = await engine.rows<Record<string, number>>(sql`SELECT ${join(columns)} FROM ${table}`, run);
    batch.forEach((_, i) => found.push(toCounts((name) => row![`${name}${i}`]!)));
  }
  // Few features equal the target, and only of those it is asked whether they vary: looking for extremes is half of all the counting.
  const equals = found.flatMap((counts, i) => (counts.equalsTarget === null ? [] : [{ counts, ...features[i]! }]));
  for (const batch of inStatements(equals, 0)) {
    const vary = await varying(engine, table, batch, target!.value, run);
    for (const [i, { counts }] of batch.entries()) if (!vary[i]) counts.equalsTarget = null;
  }
  return { rows: all!.leaked!, future: views.map((_, i) => all![`future${i}`]!), features: found };
}

function countsOf(feature: PairedFeature, i: number, target: { value: Sql; type: string } | null): Sql[] {
  const { naive, asof, type } = feature;
  const [ranksNaive, ranksAsof] = [naive, asof].map((value) => sql`(${rankable({ value, type })}) IS NOT NULL`);
  const same = target && equal({ value: asof, type }, target);
  const both = target && sql`${asof} IS NOT NULL AND ${target.value} IS NOT NULL`;
  return [
    counted(leaks(feature), `leaked${i}`),
    counted(sql`${naive} IS DISTINCT FROM ${asof}`, `changed${i}`),
    counted(sql`${naive} IS NULL`, `naiveNulls${i}`),
    counted(sql`${asof} IS NULL`, `asofNulls${i}`),
    counted(sql`${ranksNaive!} AND NOT ${ranksAsof!}`, `onlyNaive${i}`),
    counted(sql`${ranksAsof!} AND NOT ${ranksNaive!}`, `onlyAsof${i}`),
    ...(same && both
      ? [counted(both, `both${i}`), counted(same, `same${i}`)]
      : [sql`0::DOUBLE AS ${ident(`both${i}`)}, 0::DOUBLE AS ${ident(`same${i}`)}`]),
  ];
}

function toCounts(of: (name: string) => number): FeatureCounts {
  const equals = of('both') > 0 && of('same') === of('both');
  return {
    leaked: of('leaked'),
    changed: of('changed'),
    naiveNulls: of('naiveNulls'),
    asofNulls: of('asofNulls'),
    onlyNaive: of('onlyNaive'),
    onlyAsof: of('onlyAsof'),
    equalsTarget: equals ? of('both') : null,
  };
}

/** Of each feature, whether its as-of value is not the same wherever there is a target. */
async function varying(
  engine: Engine,
  table: Sql,
  features: readonly PairedFeature[],
  target: Sql,
  run?: Run,
): Promise<boolean[]> {
  const vary = features.map(({ asof }, i) => sql`min(${asof}) <> max(${asof}) AS ${ident(`varies${i}`)}`);
  const [found] = await engine.rows<Record<string, boolean | null>>(
    sql`SELECT ${join(vary)} FROM ${table} WHERE ${target} IS NOT NULL`,
    run,
  );
  return features.map((_, i) => found![`varies${i}`] === true);
}

/** Whether two values say the same; null where their types do not compare. A label's numbers are text where they would not print back. */
function equal(a: { value: Sql; type: string }, b: { value: Sql; type: string }): Sql | null {
  const types = [describeType(a.type), describeType(b.type)];
  if (a.type === b.type || types.every(({ family }) => family === 'integer')) return sql`${a.value} = ${b.value}`;
  if (types.every(({ family }) => family === 'text')) return sql`${a.value}::VARCHAR = ${b.value}::VARCHAR`;
  const isNumber = types.every(({ family, kind }) => family === 'text' || kind === 'number' || kind === 'boolean');
  return isNumber ? sql`TRY_CAST(${a.value} AS DOUBLE) = TRY_CAST(${b.value} AS DOUBLE)` : null;
}

function counted(condition: Sql, name: string): Sql {
  return sql`count(CASE WHEN ${condition} THEN 1 END)::DOUBLE AS ${ident(name)}`;
}
