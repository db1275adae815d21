import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { canCount, isObserved, timesOf, type Counting } from './counting.ts';

/**
 * Of aggregates whose parts are sums: what has entered the windows by then, less what has left them. Both are running
 * totals of the events, looked up by an as-of join, so that the cost depends neither on a window's width nor on how
 * many labels an entity has.
 */
export function totalsSql(counting: Counting, places: readonly number[]): Sql {
  const { view, features, all, spine, keys, same, at, boundary } = counting;
  const strict = boundary === 'strict';
  const windowOf = (i: number): bigint | null => features[i]!.aggregate.window;
  const windows = [...new Set(places.flatMap((i) => windowOf(i) ?? []))];
  // What several features add up is added up once.
  const added = new Map<string, Sql>();
  const running = (i: number, each: Sql): Sql => {
    const number = sql`CASE WHEN ${isObserved(counting, i)} THEN ${each} END`;
    if (!added.has(number.text)) added.set(number.text, number);
    return ident(`r${[...added.keys()].indexOf(number.text)}`);
  };
  const parts = places.flatMap((i) =>
    all[i]!.parts.map((part) => ({ i, name: part.name, total: running(i, 'added' in part ? part.added : sql`0`) })),
  );
  const entity = keys.length > 0 ? sql`PARTITION BY ${join(keys)} ` : sql``;
  const totals = [...added.values()].map((each, k) => sql`sum(${each}) OVER w AS ${ident(`r${k}`)}`);
  const observed = [...new Map(places.map((i) => [isObserved(counting, i).text, isObserved(counting, i)])).values()];
  const newest = (k: number): Sql => ident(`newest${k}`);
  const newestSql =
    counting.times === 'none'
      ? []
      : observed.map((on, k) => sql`max(CASE WHEN ${on} THEN t END) OVER w AS ${newest(k)}`);
  const happens = strict ? sql`CASE WHEN isfinite(t) THEN t + to_microseconds(1) ELSE t END` : sql`t`;
  const enters = view.available ? sql`greatest(${happens}, a)` : happens;
  // Far enough in the future a window ends never.
  const leaves = (window: bigint): Sql =>
    sql`greatest(coalesce(TRY(${happens} + to_microseconds(${window})), 'infinity'::TIMESTAMP), ${enters})`;
  const runningSql = (
    moment: Sql,
    more: readonly Sql[],
  ): Sql => sql`SELECT ${join([...keys, sql`moment`, ...totals, ...more])}
  FROM (SELECT *, ${moment} AS moment FROM events) WINDOW w AS (${entity}ORDER BY moment)`;
  const left = (i: number): Sql | null => {
    const window = windowOf(i);
    return window === null ? null : ident(`left${windows.indexOf(window)}`);
  };
  // Where events are known when they happen they leave in the order in which they entered.
  const lookUps = windows.map((window, k) => {
    const gone = ident(`left${k}`);
    return view.available
      ? sql`ASOF LEFT JOIN (
  ${runningSql(leaves(window), [])}
) ${gone} ON ${same(gone)}${at} >= ${gone}.moment`
      : sql`ASOF LEFT JOIN totals ${gone} ON ${same(gone)}${at} - to_microseconds(${window}) >= ${gone}.moment`;
  });
  const values = parts.map(({ i, name, total }) => {
    const gone = left(i);
    const within = gone
      ? sql`coalesce(entered.${total}, 0) - coalesce(${gone}.${total}, 0)`
      : sql`coalesce(entered.${total}, 0)`;
    return sql`CASE WHEN ${canCount(counting)} THEN ${within} END AS ${name}`;
  });
  const times = timesOf(counting, places, (i) => {
    const name = sql`entered.${newest(observed.findIndex(({ text }) => text === isObserved(counting, i).text))}`;
    const window = windowOf(i);
    const since = sql`${at} - to_microseconds(${window ?? 0n})`;
    const within = sql`${name} ${strict ? sql`>=` : sql`>`} ${since} AND ${name} > '-infinity'::TIMESTAMP`;
    return sql`CASE WHEN ${window === null ? canCount(counting) : sql`${canCount(counting)} AND ${within}`} THEN ${name} END`;
  });
  return sql`WITH totals AS MATERIALIZED (
  ${runningSql(enters, newestSql)}
) SELECT ${join([sql`s.label_row`, ...times, ...values])}
FROM ${spine} s ASOF LEFT JOIN totals entered ON ${same(ident('entered'))}${at} >= entered.moment
${join(lookUps, '\n')}`;
}
