import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { computedSql, computedValue, isFailed, readColumn } from '../view/on-demand/computed.ts';
import { pickColumn, status as statusSql } from './as-of.ts';
import { allViews, type JoinPlan, type PlannedOnDemand, type Wanted } from './request.ts';

/**
 * What an on-demand view has for each label row, computed from the picks of the views that it reads, which are tables
 * in label order. In the shape of `asOfSql`: `t` is the oldest of its inputs' event timestamps, and a row is `matched`
 * where one of its inputs is; naive picks have no status, and `t` is there where times are wanted. `failed0`, .. say where a feature could not be computed.
 */
export function onDemandSql(
  plan: JoinPlan,
  planned: PlannedOnDemand,
  spine: Sql,
  picks: readonly Sql[],
  how: 'as-of' | 'naive',
  wanted: Wanted = 'times',
): Sql {
  const withTimes = wanted === 'times' || plan.options.withTimestamps;
  const time = withTimes ? [ident('t')] : [];
  const status = how === 'as-of' ? [ident('status')] : [];
  const { features, inputs, request } = planned;
  const places = [...new Set(inputs.map(({ view }) => view))];
  const read = [
    ...inputs.map(({ view, feature }) => sql`${table(view)}.${pickColumn(allViews(plan)[view]!, feature)}`),
    ...request,
  ].map((value, i) => sql`${value} AS ${readColumn(i)}`);
  const fared = [
    ...time.map((name) => sql`${oldest(places, how)} AS ${name}`),
    ...status.map((name) => sql`${statusOf(places)} AS ${name}`),
  ];
  const rows = sql`SELECT ${join([sql`s.label_row`, ...fared, ...read])}
FROM ${spine} s${join(
    places.map((view) => sql`\nPOSITIONAL JOIN ${picks[view]!} ${table(view)}`),
    '',
  )}`;
  const values = features.flatMap((feature, i) => [
    sql`${computedValue(i)} AS ${pickColumn(planned, feature)}`,
    sql`${isFailed(i)} AS ${failed(i)}`,
  ]);
  return sql`SELECT ${join([ident('label_row'), ...time, ...status, ...values])}
FROM (${computedSql(features, rows)})
ORDER BY label_row`;
}

/** In the picks of an on-demand view, whether a feature could not be computed. */
export function failed(feature: number): Sql {
  return ident(`failed${feature}`);
}

function table(view: number): Sql {
  return ident(`v${view}`);
}

function oldest(places: readonly number[], how: 'as-of' | 'naive'): Sql {
  const times = places.map((view) =>
    how === 'as-of'
      ? sql`CASE WHEN ${table(view)}.status = 'matched' THEN ${table(view)}.t END`
      : sql`${table(view)}.t`,
  );
  return sql`least(${join(times)})`;
}

function statusOf(places: readonly number[]): Sql {
  const some = (name: string): Sql =>
    join(
      places.map((view) => sql`${table(view)}.status = ${name}`),
      ' OR ',
    );
  return sql`CASE WHEN ${some('matched')} THEN ${statusSql('matched')} WHEN ${some('expired')} THEN ${statusSql('expired')} WHEN ${some('unknown_yet')} THEN ${statusSql('unknown_yet')} ELSE ${statusSql('no_history')} END`;
}
