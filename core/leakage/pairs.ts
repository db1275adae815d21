import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { pickColumn } from '../join/as-of.ts';
import { spanSql } from '../sql/micros.ts';
import type { Joined } from '../join/join.ts';
import type { NaiveStrategy } from '../join/request.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';

/**
 * Both training sets side by side, one row per label row, in label order. Columns are numbered, so
 * that no name of the user's can meet one of ours:
 *
 * - the spine's `label_row`, `label_time`, `k0`.. and `l0`..
 * - per view: `t0` the naive pick's event timestamp, `future0` BIGINT microseconds of the naive pick
 *   past the label (null where it is not from the future), `gap0` BIGINT its signed distance,
 *   `age0` BIGINT microseconds of the as-of pick before it, `status0`
 * - per feature, counted over all views: `n0` the naive value, `a0` the as-of value
 */
export interface Pairs {
  joined: Joined;
  naive: NaiveStrategy;
  table: Sql;
  features: PairedFeature[];
  scratch: Scratch;
}

export interface PairedFeature {
  /** Index of the view in the plan. */
  view: number;
  viewName: string;
  name: string;
  type: string;
  /** `n3` and `a3`. */
  naive: Sql;
  asof: Sql;
  /** `future0`: whether the row's naive pick for this view is from the future. */
  future: Sql;
}

/** Runs the naive joins beside a point-in-time join. The table lives until `scratch.drop()`. */
export async function pairUp(engine: Engine, joined: Joined, naive: NaiveStrategy, run: Run = {}): Promise<Pairs> {
  const { plan, labels, views, offline } = joined;
  const passing = new Scratch(engine);
  const scratch = new Scratch(engine);
  try {
    const picks: Sql[] = [];
    const steps = views.length + 1;
    for (const { planned } of views) {
      const done = picks.length;
      const joining = stepOf(run, 'joining', `${planned.view.name} on ${naive}`, done / steps, (done + 1) / steps);
      const query = await offline.picks({ plan, planned, labels, how: naive, wanted: 'times' }, passing, joining);
      picks.push(await passing.table('naive', query, joining));
    }
    const comparing = stepOf(run, 'comparing', 'both joins', views.length / steps, 1);
    const table = await scratch.table('pairs', pairsSql(joined, picks), comparing);
    return { joined, naive, table, features: pairedFeatures(joined), scratch };
  } catch (error) {
    await scratch.drop();
    throw error;
  } finally {
    await passing.drop();
  }
}

export function pairedFeatures({ plan }: Pick<Joined, 'plan'>): PairedFeature[] {
  const features = plan.views.flatMap((planned, view) =>
    planned.features.map((feature) => ({ planned, view, feature })),
  );
  return features.map(({ planned, view, feature }, i) => ({
    view,
    viewName: planned.view.name,
    name: feature.name,
    type: feature.type,
    naive: ident(`n${i}`),
    asof: ident(`a${i}`),
    future: ident(`future${view}`),
  }));
}

function pairsSql(joined: Joined, naivePicks: readonly Sql[]): Sql {
  const { plan, spine, views } = joined;
  const columns: Sql[] = [sql`s.*`];
  const tables: Sql[] = [];
  let f = 0;
  views.forEach(({ planned, picks }, i) => {
    const [n, a] = [ident(`naive${i}`), ident(`asof${i}`)];
    const known = planned.view.available ? sql`greatest(${n}.t, ${n}.a)` : sql`${n}.t`;
    const gap = spanSql(sql`s.label_time`, known);
    const after = plan.options.boundary === 'strict' ? sql`${n}.t >= s.label_time` : sql`${n}.t > s.label_time`;
    const future = planned.view.available ? sql`(${after} OR coalesce(${n}.a > s.label_time, FALSE))` : after;
    columns.push(
      sql`${n}.t AS ${ident(`t${i}`)}`,
      sql`${gap} AS ${ident(`gap${i}`)}`,
      sql`CASE WHEN ${future} THEN ${gap} END AS ${ident(`future${i}`)}`,
      sql`${spanSql(sql`${a}.t`, sql`s.label_time`)} AS ${ident(`age${i}`)}`,
      sql`${a}.status AS ${ident(`status${i}`)}`,
    );
    for (const feature of planned.features) {
      const column = pickColumn(planned, feature);
      columns.push(sql`${n}.${column} AS ${ident(`n${f}`)}`, sql`${a}.${column} AS ${ident(`a${f}`)}`);
      f++;
    }
    tables.push(sql`\nPOSITIONAL JOIN ${naivePicks[i]!} AS ${n}`, sql`\nPOSITIONAL JOIN ${picks} AS ${a}`);
  });
  return sql`SELECT ${join(columns)}
FROM ${spine} AS s${join(tables, '')}`;
}
