import { join, sql, type Sql } from '../../sql/sql.ts';
import { widestWindow } from '../../view/windows/events.ts';
import { countsIn } from '../../view/windows/reasons.ts';
import type { Counting } from './counting.ts';
import { stretchOf } from './range-join.ts';

export interface Unknown {
  /** The label's time, TIMESTAMP over a label row. */
  known: Sql;
  /** By how many microseconds a window can end after it. */
  slack: bigint;
  /** For how many microseconds an event is not known once it has happened, about. */
  lateness: bigint;
}

/**
 * For each label row of which some event counts that was not known by the label's time: when the last of them became known,
 * of all features, `a`, and of each. An event is looked for in the stretches of time in which it had happened and was
 * not known, so that the cost depends on how late events are known, not on how many a window holds.
 */
export function notYetKnownSql(
  { view, features, counts, spine, same, at, boundary }: Counting,
  { known, slack, lateness }: Unknown,
  nameOf: (place: number) => Sql,
): Sql {
  const window = widestWindow(features);
  const length = lateness + slack > second ? lateness + slack : second;
  const within = window === null ? sql`high` : sql`coalesce(TRY(epoch_us(t) + ${window}), high)`;
  const until = sql`least(high, ${within}, coalesce(TRY(epoch_us(a) + ${slack}), high))`;
  const stretch = (micros: Sql): Sql => stretchOf(sql`make_timestamp(${micros})`, length);
  const of = features.map((_, i) => sql`max(e.a) FILTER (${counts[i]!}) AS ${nameOf(i)}`);
  const any = join(
    counts.map((one) => sql`(${one})`),
    ' OR ',
  );
  return sql`WITH reach AS MATERIALIZED (
  SELECT epoch_us(min(${at}) FILTER (isfinite(${at}))) AS low, epoch_us(max(${at}) FILTER (isfinite(${at}))) AS high FROM ${spine} s
), unknown AS (
  SELECT *, unnest(range(${stretch(sql`since`)}, ${stretch(sql`until`)} + 1)) AS stretch
  FROM (SELECT events.*, greatest(low, coalesce(epoch_us(t), low)) AS since, ${until} AS until FROM events, reach WHERE a > t - to_microseconds(${slack}))
  WHERE since <= until
)
SELECT ${join([sql`s.label_row`, sql`max(e.a) FILTER (${any}) AS a`, ...of])}
FROM (SELECT s.*, ${stretchOf(sql`greatest(${at}, make_timestamp(low))`, length)} AS stretch FROM ${spine} s, reach) s
JOIN unknown e ON ${same(sql`e`)}s.stretch = e.stretch AND e.a > ${known} AND ${countsIn(view, window, at, boundary)}
GROUP BY s.label_row`;
}

const second = 1_000_000n;
