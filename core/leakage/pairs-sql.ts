import { isOnDemand } from '../join/planned-kinds.ts';
import { isWindowFeature } from '../view/windows/events.ts';
import { pickColumn } from '../join/as-of.ts';
import type { Joined } from '../join/join.ts';
import { picksOf } from '../join/join.ts';
import { allViews, outputsOf, type JoinPlan, type PlannedOnDemand, type PlannedView } from '../join/request.ts';
import { pickTime } from '../join/windows/windows.ts';
import { spanSql } from '../sql/micros.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';

/** The query of `Pairs`, over the spine and the picks of both joins, view by view. */
export function pairsSql(joined: Joined, naivePicks: readonly Sql[]): Sql {
  const { plan, spine } = joined;
  const columns: Sql[] = [sql`s.*`];
  const views: ViewColumns[] = [];
  let f = 0;
  for (const [v, planned] of allViews(plan).entries()) {
    const view = isOnDemand(planned) ? onDemandColumns(planned, v, views) : rowColumns(plan, planned, v);
    columns.push(
      sql`${naive(v)}.t AS ${ident(`t${v}`)}`,
      sql`${view.gap} AS ${ident(`gap${v}`)}`,
      sql`${view.future} AS ${ident(`future${v}`)}`,
      sql`${spanSql(sql`${asof(v)}.t`, sql`s.label_time`)} AS ${ident(`age${v}`)}`,
      sql`${asof(v)}.status AS ${ident(`status${v}`)}`,
    );
    for (const { name } of outputsOf(planned)) {
      const column = pickColumn(planned, { name });
      const { reach } = view.features.get(name)!;
      columns.push(sql`${naive(v)}.${column} AS ${ident(`n${f}`)}`, sql`${asof(v)}.${column} AS ${ident(`a${f}`)}`);
      if (reach) columns.push(sql`${reach} AS ${ident(`reach${f}`)}`);
      f++;
    }
    views.push(view);
  }
  const tables = picksOf(joined).map(
    (picks, v) => sql`\nPOSITIONAL JOIN ${naivePicks[v]!} AS ${naive(v)}\nPOSITIONAL JOIN ${picks} AS ${asof(v)}`,
  );
  return sql`SELECT ${join(columns)}
FROM ${spine} AS s${join(tables, '')}`;
}

interface ViewColumns {
  gap: Sql;
  future: Sql;
  /** By name: how far its value leaks, and where that is not the view's `future`, `reach`. */
  features: Map<string, { leak: Sql; reach: Sql | null }>;
}

function rowColumns(plan: JoinPlan, planned: PlannedView, v: number): ViewColumns {
  const hasAvailable = planned.view.available !== null;
  const gapOf = (t: Sql, a: Sql): Sql => spanSql(sql`s.label_time`, hasAvailable ? sql`greatest(${t}, ${a})` : t);
  const futureOf = (t: Sql, a: Sql): Sql => {
    const after = plan.options.boundary === 'strict' ? sql`${t} >= s.label_time` : sql`${t} > s.label_time`;
    const isFuture = hasAvailable ? sql`(${after} OR coalesce(${a} > s.label_time, FALSE))` : after;
    return sql`CASE WHEN ${isFuture} THEN ${gapOf(t, a)} END`;
  };
  const [t, a] = [sql`${naive(v)}.t`, sql`${naive(v)}.a`];
  const future = futureOf(t, a);
  const features = planned.features.map((feature) => {
    const of = (time: 't' | 'a'): Sql => sql`${naive(v)}.${pickTime(planned, feature, time)}`;
    const reach = isWindowFeature(feature) ? futureOf(of('t'), of('a')) : null;
    const leak = sql`CASE WHEN ${naive(v)}.${pickColumn(planned, feature)} IS NOT NULL THEN ${reach ?? future} END`;
    return [feature.name, { leak, reach }] as const;
  });
  return { gap: gapOf(t, a), future, features: new Map(features) };
}

/** Spec 2.1: a computed feature leaks when one of its inputs does, by the greatest of their peeks. */
function onDemandColumns({ features, inputs }: PlannedOnDemand, v: number, views: readonly ViewColumns[]): ViewColumns {
  const read = [...new Set(inputs.map(({ view }) => views[view]!))];
  const own = features.map(({ name, reads }) => {
    // One that reads no input stands or falls with its view's first.
    const leaks = (reads.length > 0 ? reads : [0]).map(
      (i) => views[inputs[i]!.view]!.features.get(inputs[i]!.feature.name)!.leak,
    );
    const reach = sql`greatest(${join(leaks)})`;
    return [name, { leak: reach, reach }] as const;
  });
  const furthest = (of: (view: ViewColumns) => Sql): Sql => sql`greatest(${join(read.map(of))})`;
  return { gap: furthest((view) => view.gap), future: furthest((view) => view.future), features: new Map(own) };
}

function naive(view: number): Sql {
  return ident(`naive${view}`);
}

function asof(view: number): Sql {
  return ident(`asof${view}`);
}
