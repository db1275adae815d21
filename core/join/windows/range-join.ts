import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { partsSql } from '../../view/windows/aggregate.ts';
import { widestWindow } from '../../view/windows/events.ts';
import { countsIn } from '../../view/windows/reasons.ts';
import type { Counting } from './counting.ts';

/** Every pair of a label row and an event in its widest window, looked at. */
export function rangeJoinSql(counting: Counting, places: readonly number[]): Sql {
  const window = widestWindow(places.map((i) => counting.features[i]!));
  const parts = partsSql(
    places.map((i) => counting.all[i]!),
    places.map((i) => counting.counts[i]!),
  );
  return sql`SELECT ${join([sql`s.label_row`, ...newest(counting, places), ...parts])}
FROM ${reachingSql(counting, window)}
GROUP BY s.label_row`;
}

/**
 * The pairs of a label row, `s`, and an event, `e`, in its window, to go behind FROM. Events are looked for in the two
 * stretches, as long as the window, that it can reach into: not among all of an entity's.
 *
 * @param from the events
 * @param within that an event is not too early, where it is not to be told by the window
 */
export function reachingSql(counting: Counting, window: bigint | null, from = sql`events`, within?: Sql): Sql {
  const { view, at, boundary, same, spine } = counting;
  const labels =
    window === null
      ? sql`${spine} s`
      : sql`(SELECT s.* EXCLUDE (last), unnest([last, last - 1]) AS stretch FROM (SELECT *, ${stretchOf(at, window)} AS last FROM ${spine} s) s) s`;
  const events = window === null ? from : sql`(SELECT *, ${stretchOf(sql`t`, window)} AS stretch FROM ${from})`;
  const inReach = window === null ? sql`` : sql`s.stretch = e.stretch AND `;
  const counts = within
    ? sql`${countsIn(view, null, at, boundary)} AND ${within}`
    : countsIn(view, window, at, boundary);
  return sql`${labels} JOIN ${events} e ON ${same(sql`e`)}${inReach}${counts}`;
}

/** The latest of a time of the events that count: of all features, and of each. */
export function newest({ times, timeOf, counts }: Counting, places: readonly number[], time: 't' | 'a' = 't'): Sql[] {
  if (times === 'none') return [];
  const latest = (of: Sql): Sql => sql`max(e.${ident(time)}) FILTER (${of})`;
  const any = join(
    places.map((i) => sql`(${counts[i]!})`),
    ' OR ',
  );
  const all = sql`${latest(any)} AS ${ident(time)}`;
  return times === 'all' ? [all] : [all, ...places.map((i) => sql`${latest(counts[i]!)} AS ${timeOf(i)}`)];
}

/** Which of the stretches, each of so many microseconds, a moment lies in; null where it lies in none. */
export function stretchOf(at: Sql, length: bigint): Sql {
  const micros = sql`epoch_us(${at})`;
  return sql`(${micros} - (${micros} % ${length} + ${length}) % ${length}) // ${length}`;
}
