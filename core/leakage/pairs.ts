import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { pickColumn } from '../join/as-of.ts';
import { spanSql } from '../sql/micros.ts';
import { pickTime } from '../join/windows.ts';
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
 * - per feature, counted over all views: `n0` the naive value, `a0` the as-of value; and of a windowed aggregate
 *   `reach0`, its own `future`: one may count events from the future and another none
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
  /** Microseconds of what the naive join took past the label, null where that is not from the future: `future0`, of the view; of a windowed aggregate its own, `reach3`. */
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
    future: ident(feature.aggregate ? `reach${i}` : `future${view}`),
  }));
}

function pairsSql(joined: Joined, naivePicks: readonly Sql[]): Sql {
  const { plan, spine, views } = joined;
  const columns: Sql[] = [sql`s.*`];
  const tables: Sql[] = [];
  let f = 0;
  views.forEach(({ planned, picks }, i) => {
    const [naive, asof] = [ident(`naive${i}`), ident(`asof${i}`)];
    const hasAvailable = planned.view.available !== null;
    const gapOf = (t: Sql, a: Sql): Sql => spanSql(sql`s.label_time`, hasAvailable ? sql`greatest(${t}, ${a})` : t);
    const futureOf = (t: Sql, a: Sql): Sql => {
      const after = plan.options.boundary === 'strict' ? sql`${t} >= s.label_time` : sql`${t} > s.label_time`;
      const isFuture = hasAvailable ? sql`(${after} OR coalesce(${a} > s.label_time, FALSE))` : after;
      return sql`CASE WHEN ${isFuture} THEN ${gapOf(t, a)} END`;
    };
    const [t, a] = [sql`${naive}.t`, sql`${naive}.a`];
    columns.push(
      sql`${t} AS ${ident(`t${i}`)}`,
      sql`${gapOf(t, a)} AS ${ident(`gap${i}`)}`,
      sql`${futureOf(t, a)} AS ${ident(`future${i}`)}`,
      sql`${spanSql(sql`${asof}.t`, sql`s.label_time`)} AS ${ident(`age${i}`)}`,
      sql`${asof}.status AS ${ident(`status${i}`)}`,
    );
    for (const feature of planned.features) {
      const column = pickColumn(planned, feature);
      columns.push(sql`${naive}.${column} AS ${ident(`n${f}`)}`, sql`${asof}.${column} AS ${ident(`a${f}`)}`);
      if (feature.aggregate) {
        const of = (time: 't' | 'a'): Sql => sql`${naive}.${pickTime(planned, feature, time)}`;
        columns.push(sql`${futureOf(of('t'), of('a'))} AS ${ident(`reach${f}`)}`);
      }
      f++;
    }
    tables.push(sql`\nPOSITIONAL JOIN ${naivePicks[i]!} AS ${naive}`, sql`\nPOSITIONAL JOIN ${picks} AS ${asof}`);
  });
  return sql`SELECT ${join(columns)}
FROM ${spine} AS s${join(tables, '')}`;
}
