import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { Aggregated } from '../view/windows/aggregated.ts';
import { observedBy } from '../view/windows/events.ts';
import { labelMoment, sameKeys } from './as-of.ts';
import { unknownFacts } from './facts.ts';
import type { JoinPlan } from './request.ts';
import type { PlannedWindows } from './planned-kinds.ts';

/** Some features of a view, by their places in it, and how each is computed. */
export interface Chosen {
  places: readonly number[];
  all: readonly Aggregated[];
  /** Whether it is to be told when the newest event that counted happened. */
  times: boolean;
}

/**
 * The parts of aggregates that are sums, for each label row: what has entered the windows by then, less what has left
 * them. Both are running totals of the events, looked up by an as-of join, so that the cost depends neither on a window's width nor on
 * how many labels an entity has. `label_row`, the parts, and, where times are wanted, `t`, when the newest event that counted happened.
 *
 * @param events the name of `eventsSql`'s rows
 */
export function totalsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  events: Sql,
  keys: readonly Sql[],
  { places, all, times: withTimes }: Chosen,
): Sql {
  const { view } = planned;
  const strict = plan.options.boundary === 'strict';
  const at = labelMoment(plan);
  const observed = observedBy(planned.features);
  const windowOf = (i: number): bigint | null => planned.features[i]!.aggregate.window;
  const windows = [...new Set(places.flatMap((i) => windowOf(i) ?? []))];
  // What several features add up is added up once.
  const added = new Map<string, Sql>();
  const running = (i: number, each: Sql): Sql => {
    const number = sql`CASE WHEN ${observed[i]!.on} THEN ${each} END`;
    if (!added.has(number.text)) added.set(number.text, number);
    return ident(`r${[...added.keys()].indexOf(number.text)}`);
  };
  const parts = places.flatMap((i) =>
    all[i]!.parts.map((part) => ({ i, name: part.name, total: running(i, 'added' in part ? part.added : sql`0`) })),
  );
  const entity = keys.length > 0 ? sql`PARTITION BY ${join(keys)} ` : sql``;
  const totals = [...added.values()].map((each, k) => sql`sum(${each}) OVER w AS ${ident(`r${k}`)}`);
  const newest = [...new Set(places.map((i) => observed[i]!.on.text))].map((on, k) => ({
    on,
    name: ident(`newest${k}`),
    value: sql`max(CASE WHEN ${places.map((i) => observed[i]!.on).find(({ text }) => text === on)!} THEN t END) OVER w`,
  }));
  const happens = strict ? sql`CASE WHEN isfinite(t) THEN t + to_microseconds(1) ELSE t END` : sql`t`;
  const enters = view.available ? sql`greatest(${happens}, a)` : happens;
  // Far enough in the future a window ends never.
  const leaves = (window: bigint): Sql =>
    sql`greatest(coalesce(TRY(${happens} + to_microseconds(${window})), 'infinity'::TIMESTAMP), ${enters})`;
  const runningSql = (
    moment: Sql,
    more: readonly Sql[],
  ): Sql => sql`SELECT ${join([...keys, sql`moment`, ...totals, ...more])}
  FROM (SELECT *, ${moment} AS moment FROM ${events}) WINDOW w AS (${entity}ORDER BY moment)`;
  const left = (i: number): Sql | null => {
    const window = windowOf(i);
    return window === null ? null : ident(`left${windows.indexOf(window)}`);
  };
  const lookUps = windows.map(
    (window, k) => sql`ASOF LEFT JOIN (
  ${runningSql(leaves(window), [])}
) ${ident(`left${k}`)} ON ${sameKeys(plan, planned, unknownFacts, ident(`left${k}`))}${at} >= ${ident(`left${k}`)}.moment`,
  );
  const counts = strict ? sql`s.label_time > '-infinity'::TIMESTAMP` : sql`s.label_time IS NOT NULL`;
  const values = parts.map(({ i, name, total }) => {
    const gone = left(i);
    const within = gone
      ? sql`coalesce(entered.${total}, 0) - coalesce(${gone}.${total}, 0)`
      : sql`coalesce(entered.${total}, 0)`;
    return sql`CASE WHEN ${counts} THEN ${within} END AS ${name}`;
  });
  const times = places.map((i) => {
    const name = sql`entered.${newest.find(({ on }) => on === observed[i]!.on.text)!.name}`;
    const window = windowOf(i);
    if (window === null) return name;
    const since = sql`${at} - to_microseconds(${window})`;
    return sql`CASE WHEN ${name} ${strict ? sql`>=` : sql`>`} ${since} AND ${name} > '-infinity'::TIMESTAMP THEN ${name} END`;
  });
  return sql`SELECT ${join([sql`s.label_row`, ...(withTimes ? [sql`CASE WHEN ${counts} THEN greatest(${join(times)}) END AS t`] : []), ...values])}
FROM ${spine} s ASOF LEFT JOIN (
  ${runningSql(enters, withTimes ? newest.map(({ name, value }) => sql`${value} AS ${name}`) : [])}
) entered ON ${sameKeys(plan, planned, unknownFacts, ident('entered'))}${at} >= entered.moment
${join(lookUps, '\n')}`;
}
