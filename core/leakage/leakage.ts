import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { auc, type Target } from './auc.ts';
import type { PairedFeature, Pairs } from './pairs.ts';
import type { FeatureLeak, LeakageReport } from './report.ts';
import { findTarget } from './target.ts';

/** The leakage report of spec section 3.2 over both joins. */
export async function leakageReport(engine: Engine, pairs: Pairs, run: Run = {}): Promise<LeakageReport> {
  const { plan, rows } = pairs.joined;
  const counting = stepOf(run, 'counting leaks', 0, 0);
  const [counts] = await engine.rows<Record<string, number>>(countsSql(pairs), counting);
  const { target } = await findTarget(engine, pairs, counting);
  const features: FeatureLeak[] = [];
  for (const [i, feature] of pairs.features.entries()) {
    const [step, all] = [`measuring ${feature.viewName}:${feature.name}`, pairs.features.length];
    const measuring = stepOf(run, step, i / all, (i + 1) / all);
    const leaked = counts![`leaked${i}`]!;
    features.push({
      view: feature.viewName,
      feature: feature.name,
      leaked_rows: leaked,
      leak_rate: rate(leaked, rows),
      changed_rows: counts![`changed${i}`]!,
      naive_nulls: counts![`naive_nulls${i}`]!,
      asof_nulls: counts![`asof_nulls${i}`]!,
      peek_seconds: leaked ? await peekSeconds(engine, pairs, feature, measuring) : null,
      auc: target && (await aucs(engine, pairs, feature, target, measuring)),
    });
  }
  const leakedRows = counts!.leaked!;
  return {
    rows,
    leaked_rows: leakedRows,
    leak_rate: rate(leakedRows, rows),
    naive: pairs.naive,
    boundary: plan.options.boundary,
    target: plan.labels.target?.name ?? null,
    features,
  };
}

/** A value leaks when its row is from the future and it is not null. */
export function leaks(feature: PairedFeature): Sql {
  return sql`(${feature.future} IS NOT NULL AND ${feature.naive} IS NOT NULL)`;
}

function countsSql(pairs: Pairs): Sql {
  const { features } = pairs;
  const counts = features.flatMap((feature, i) => [
    count(leaks(feature), `leaked${i}`),
    count(sql`${feature.naive} IS DISTINCT FROM ${feature.asof}`, `changed${i}`),
    count(sql`${feature.naive} IS NULL`, `naive_nulls${i}`),
    count(sql`${feature.asof} IS NULL`, `asof_nulls${i}`),
  ]);
  return sql`SELECT ${join([count(join(features.map(leaks), ' OR '), 'leaked'), ...counts])} FROM ${pairs.table}`;
}

function count(condition: Sql, name: string): Sql {
  return sql`count(CASE WHEN ${condition} THEN 1 END)::DOUBLE AS ${ident(name)}`;
}

async function peekSeconds(
  engine: Engine,
  pairs: Pairs,
  feature: PairedFeature,
  run: Run,
): Promise<FeatureLeak['peek_seconds']> {
  const [peek] = await engine.rows<{ p50: number; p90: number; max: number }>(
    sql`SELECT quantile_cont(p, 0.5) / 1e6 AS p50, quantile_cont(p, 0.9) / 1e6 AS p90, max(p) / 1e6 AS max
FROM (SELECT ${feature.future}::DOUBLE AS p FROM ${pairs.table} WHERE ${leaks(feature)})`,
    run,
  );
  return peek!;
}

async function aucs(
  engine: Engine,
  pairs: Pairs,
  feature: PairedFeature,
  target: Target,
  run: Run,
): Promise<FeatureLeak['auc']> {
  const naive = await auc(engine, pairs.table, { value: feature.naive, type: feature.type }, target, run);
  const asof = await auc(engine, pairs.table, { value: feature.asof, type: feature.type }, target, run);
  if (naive === undefined || asof === undefined) return null;
  return { naive, asof, inflation: naive === null || asof === null ? null : naive - asof };
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
