import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { canCount, isObserved, timesOf, type Counting } from './counting.ts';

/**
 * Events and label rows in one order of time, each label row with a frame over the events before it. Costs n log n
 * however many events a window holds, where events are known when they happen: with available-at they enter in another
 * order than they leave.
 */
export function framesSql(counting: Counting, places: readonly number[]): Sql {
  const { features, all, spine, keys, at, boundary, times } = counting;
  const windows = [...new Set(places.map((i) => features[i]!.aggregate.window))];
  const frame = (i: number): Sql => ident(`w${windows.indexOf(features[i]!.aggregate.window)}`);
  const counts = (i: number): Sql =>
    features[i]!.aggregate.window === null
      ? isObserved(counting, i)
      : sql`${isObserved(counting, i)} AND e.t > '-infinity'::TIMESTAMP`;
  const parts = places.flatMap((i) =>
    all[i]!.parts.map((part) => {
      const taken = 'added' in part ? sql`sum(${part.added}) FILTER (${counts(i)})` : part.taken(counts(i));
      return sql`${taken} OVER ${frame(i)} AS ${part.name}`;
    }),
  );
  const newest = (i: number): Sql => ident(`newest${i}`);
  const newestSql =
    times === 'none' ? [] : places.map((i) => sql`max(e.t) FILTER (${counts(i)}) OVER ${frame(i)} AS ${newest(i)}`);
  const frames = windows.map((window, k) => sql`${ident(`w${k}`)} AS (${frameSql(keys, window, boundary)})`);
  return sql`SELECT ${join([sql`label_row`, ...timesOf(counting, places, newest), sql`* EXCLUDE (${join([sql`label_row`, ...(times === 'none' ? [] : places.map(newest))])})`])}
FROM (SELECT ${join([sql`label_row`, ...parts, ...newestSql])} FROM (
  SELECT *, NULL::BIGINT AS label_row FROM events UNION ALL BY NAME SELECT ${join([...keys.map((key) => sql`s.${key}`), sql`${at} AS t`, sql`s.label_row`])} FROM ${spine} s WHERE ${canCount(counting)}
) e WINDOW ${join(frames)})
WHERE label_row IS NOT NULL`;
}

function frameSql(keys: readonly Sql[], window: bigint | null, boundary: Counting['boundary']): Sql {
  const strict = boundary === 'strict';
  const from = window === null ? sql`UNBOUNDED` : sql`to_microseconds(${strict ? window : window - 1n})`;
  const until = strict ? sql`to_microseconds(1) PRECEDING` : sql`CURRENT ROW`;
  const entity = keys.length > 0 ? sql`PARTITION BY ${join(keys)} ` : sql``;
  return sql`${entity}ORDER BY t RANGE BETWEEN ${from} PRECEDING AND ${until}`;
}
