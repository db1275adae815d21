import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { coverage } from '../join/coverage.ts';
import { runJoin, type Joined } from '../join/join.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import { logJoinPlan, logRows } from '../skew/log-pairs.ts';
import { comparedInputs, comparedViews, type LogView } from '../skew/log-views.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { auditedSql, type Audited, type AuditedView } from './audited.ts';
import type { AuditPlan } from './plan-audit.ts';
import { origin } from './audited.ts';
import type { AuditReport, FeatureAudit } from './report.ts';
import { searchHistory, type SetValues } from './search-history.ts';
import { searchWindows } from './search-windows.ts';
import { summarizeAudit } from './summary.ts';

/**
 * Says of each value of a training set where it can have come from; spec section 6. The tables live until
 * `audited.scratch.drop()`; on failure nothing is left.
 *
 * @param tolerance As in skew: null is the usual one.
 * @param offline Who computes which rows win; where not said, the engine.
 */
export async function auditSet(
  engine: Engine,
  plan: AuditPlan,
  tolerance: number | null,
  run: Run = {},
  offline?: OfflineEngine,
): Promise<{ report: AuditReport; audited: Audited }> {
  const kept = new Scratch(engine);
  const joined = await runJoin(engine, logJoinPlan(plan), run, 'times', offline);
  try {
    const views: AuditedView[] = [];
    const features: FeatureAudit[] = [];
    for (const compared of comparedViews(plan)) {
      const step = stepOf(run, 'comparing', compared.planned.view.name, 0, 0);
      const audited = await auditView(engine, { plan, joined, tolerance }, compared, kept, step);
      const view =
        compared.computed === null
          ? { ...audited, ...compared }
          : { ...audited, ...compared, inputs: comparedInputs(plan, compared, views) };
      views.push(view);
      features.push(...(await summarizeAudit(engine, joined.rows, view, step)));
    }
    const report: AuditReport = {
      set: plan.log.labels.name,
      labels: plan.labels.name,
      rows: joined.rows,
      future_rows: isMeasured(features) ? await futureRows(engine, views, features, run) : null,
      not_audited: plan.rest,
      views: await coverage(engine, joined, stepOf(run, 'counting', 'matches')),
      features,
    };
    return { report, audited: { views, scratch: kept } };
  } catch (error) {
    await kept.drop();
    throw error;
  } finally {
    await joined.scratch.drop();
  }
}

async function auditView(
  engine: Engine,
  { plan, joined, tolerance }: { plan: AuditPlan; joined: Joined; tolerance: number | null },
  compared: LogView,
  kept: Scratch,
  run: Run,
): Promise<Pick<AuditedView, 'table' | 'servedTypes' | 'columns'>> {
  const passing = new Scratch(engine);
  try {
    const { rows, servedTypes } = await logRows(engine, plan, joined, compared, tolerance, run);
    const pairs = await passing.table('pairs', rows, run);
    const found = await searchedFor(engine, passing, joined, compared, { pairs, servedTypes, tolerance }, run);
    const table = await kept.table('audited', auditedSql(pairs, found), run);
    return { table, servedTypes, columns: plan.log.served[compared.place]!.columns.map(({ name }) => name) };
  } finally {
    await passing.drop();
  }
}

/** Where the values that are not what the as-of join gives can be from; of what is computed on demand nobody looks. */
function searchedFor(
  engine: Engine,
  scratch: Scratch,
  joined: Joined,
  { planned, computed, place }: LogView,
  values: SetValues,
  run: Run,
): Promise<(Sql | null)[]> {
  if (computed === null) return searchHistory(engine, scratch, joined, { ...values, planned }, run);
  if (computed === 'windows') return searchWindows(engine, scratch, joined, { ...values, planned, place }, run);
  return Promise.resolve(planned.features.map(() => null));
}

/** What is from the future was found; that nothing is can only be said where all that has values was looked at. */
function isMeasured(features: readonly FeatureAudit[]): boolean {
  if (features.some(({ future }) => future > 0)) return true;
  const placed = features.filter(({ known_rate: rate }) => rate !== null);
  return placed.length > 0 && features.every(isPlaced);
}

/** Rows were looked through for every value; that it was computed from the future in another way cannot be excluded. */
function isPlaced({ known_rate: rate, unknown, computed }: FeatureAudit): boolean {
  return unknown === 0 || (rate !== null && computed === undefined);
}

async function futureRows(
  engine: Engine,
  views: readonly AuditedView[],
  features: readonly FeatureAudit[],
  run: Run,
): Promise<number> {
  if (features.every(({ future }) => future === 0)) return 0;
  const each = views.map(({ planned, table }) => {
    const isFuture = planned.features.map((_, i) => sql`${origin(i)} = 'future'`);
    return sql`SELECT n FROM ${table} WHERE ${join(isFuture, ' OR ')}`;
  });
  const [counted] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS ${ident('n')} FROM (${join(each, ' UNION ')})`,
    run,
  );
  return counted!.n;
}
