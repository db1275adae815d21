import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import { asOfSql, pickColumn } from './as-of.ts';
import { duckdbOffline } from './duckdb-offline.ts';
import type { OfflineEngine, SpineRows } from './offline-engine.ts';
import { onDemandSql } from './on-demand.ts';
import { allViews, outputsOf, type JoinPlan, type PlannedView, type Wanted } from './request.ts';
import { labelColumn, spineKey, spineKeys, spineSql } from './spine.ts';
import { smallSql, unknownFacts } from './facts.ts';
import { windowFacts } from './windows/window-facts.ts';
import { areWindows } from './planned-kinds.ts';
import { windowsSql } from './windows/windows.ts';

/** A point-in-time join that has run: one table of picks per view, all in one order. */
export interface Joined {
  plan: JoinPlan;
  rows: number;
  spine: Sql;
  labels: SpineRows;
  views: JoinedView[];
  /** `onDemandSql` of each of the plan's on-demand views, in a table. */
  onDemand: Sql[];
  /** Who picked. */
  offline: OfflineEngine;
  scratch: Scratch;
}

export interface JoinedView {
  planned: PlannedView;
  /** `OfflineEngine.picks`, in a table. */
  picks: Sql;
}

/** Joins every view of a plan. The tables live until `scratch.drop()`; on failure nothing is left. */
export async function runJoin(
  engine: Engine,
  plan: JoinPlan,
  run: Run = {},
  wanted: Wanted = 'times',
  offline: OfflineEngine = duckdbOffline(engine),
): Promise<Joined> {
  const scratch = new Scratch(engine);
  try {
    const spine = await scratch.table('spine', spineSql(plan), stepOf(run, 'reading', plan.labels.name, 0, 0));
    const labels = await countLabels(engine, plan, spine);
    const views: JoinedView[] = [];
    // One view at a time: several as-of joins in one statement hold all their sorts in memory at once.
    for (const planned of plan.views) {
      const [name, from, share] = [planned.view.name, views.length / plan.views.length, 1 / plan.views.length];
      const half = from + share / 2;
      const looking = stepOf(run, 'looking at', name, from, half);
      const query = await offline.picks({ plan, planned, labels, how: 'as-of', wanted }, scratch, looking);
      const joining = stepOf(run, 'joining', name, half, from + share);
      views.push({ planned, picks: await scratch.table('picks', query, joining) });
    }
    const onDemand: Sql[] = [];
    for (const planned of plan.onDemand) {
      const picks = [...views.map((view) => view.picks), ...onDemand];
      const query = onDemandSql(plan, planned, spine, picks, 'as-of', wanted);
      onDemand.push(await scratch.table('picks', query, stepOf(run, 'joining', planned.view.name, 1, 1)));
    }
    return { plan, rows: labels.rows, spine, labels, views, onDemand, offline, scratch };
  } catch (error) {
    await scratch.drop();
    throw error;
  }
}

/** The tables of picks of all views of a plan, in their order. */
export function picksOf({ views, onDemand }: Pick<Joined, 'views' | 'onDemand'>): Sql[] {
  return [...views.map(({ picks }) => picks), ...onDemand];
}

async function countLabels(engine: Engine, plan: JoinPlan, spine: Sql): Promise<SpineRows> {
  const needed = [ident('label_time'), ...spineKeys(plan).map((key) => spineKey(plan, key.name))];
  const lacks = join([...needed.map((column) => sql`${column} IS NULL`), sql`NOT isfinite(label_time)`], ' OR ');
  const keys = spineKeys(plan).map(({ name, type }) => ({ value: spineKey(plan, name), type }));
  const small = (plan.options.castKeys ? null : smallSql(keys)) ?? sql`FALSE`;
  const [counted] = await engine.rows<{ rows: number; lacking: number; small: boolean | null }>(
    sql`SELECT count(*)::DOUBLE AS rows, (count(*) FILTER (${lacks}))::DOUBLE AS lacking, ${small} AS small FROM ${spine}`,
  );
  const { rows, lacking, small: smallKeys } = counted!;
  return { table: spine, rows, plain: lacking === 0, smallKeys: smallKeys ?? true };
}

/**
 * The training set of spec section 3: every label row once, in its order, with all its columns, then
 * the features. The tables of picks are of one length and, where they are several, in one order.
 */
export function trainingSetSql(plan: JoinPlan, picks: readonly Sql[]): Sql {
  const tables = picks.map((table, i) => sql`${table} AS ${ident(`p${i}`)}`);
  return sql`SELECT ${join(trainingSetColumns(plan))}
FROM ${join(tables, '\nPOSITIONAL JOIN ')}${tables.length === 1 ? sql`\nORDER BY p0.label_row` : empty}`;
}

/** The same of a join that has run. */
export function joinedSetSql(joined: Pick<Joined, 'plan' | 'views' | 'onDemand'>): Sql {
  return trainingSetSql(joined.plan, picksOf(joined));
}

/** Its columns, over the views' picks `p0`, `p1`, .. */
export function trainingSetColumns(plan: JoinPlan): Sql[] {
  const columns = plan.labels.relation.columns.map(
    (column, i) => sql`p0.${labelColumn(plan, i)} AS ${ident(column.name)}`,
  );
  const features = allViews(plan).flatMap((planned, i) => {
    const p = ident(`p${i}`);
    const features = outputsOf(planned);
    return [
      ...features.map((feature) => sql`${p}.${pickColumn(planned, feature)} AS ${ident(feature.output)}`),
      ...(plan.options.withTimestamps && features.length > 0
        ? [sql`CASE WHEN ${p}.status = 'matched' THEN ${p}.t END AS ${ident(timeColumn(planned))}`]
        : []),
    ];
  });
  return [...columns, ...features];
}

/** The output column with the time of the row that was used; null where none was. */
export function timeColumn(planned: { view: { name: string } }): string {
  return `${planned.view.name}__event_timestamp`;
}

/**
 * The statements that `runJoin` runs and the training set's query (copied to `out`, where one is
 * named), for a plain DuckDB: what is printed is what runs. Read is only what has to be known of columns that are added up.
 */
export async function joinScript(
  engine: Engine,
  plan: JoinPlan,
  out?: string,
): Promise<{ statements: Sql[]; trainingSet: Sql }> {
  const spine = ident('asof_labels');
  const tables = allViews(plan).map((planned) => ident(`asof_${planned.view.name}`));
  const picks: Sql[] = [];
  for (const planned of plan.views)
    picks.push(
      areWindows(planned)
        ? windowsSql(plan, planned, spine, await windowFacts(engine, planned, plan.labels.relation.rows), 'values')
        : asOfSql(plan, planned, spine, unknownFacts, 'values'),
    );
  for (const planned of plan.onDemand) picks.push(onDemandSql(plan, planned, spine, tables, 'as-of', 'values'));
  const views = picks.map((query, i) => sql`CREATE OR REPLACE TEMP TABLE ${tables[i]!} AS\n${query}`);
  const query = trainingSetSql(plan, tables);
  return {
    statements: [sql`SET TimeZone = 'UTC'`, sql`CREATE OR REPLACE TEMP TABLE ${spine} AS\n${spineSql(plan)}`, ...views],
    trainingSet: out === undefined ? query : sql`COPY (${query}) TO ${out} (FORMAT parquet)`,
  };
}
