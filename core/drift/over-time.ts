import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { formatIso } from '../time/instant.ts';
import type { TimeBin } from './report.ts';

/** More do not fit beside each other on a screen. */
const mostStretches = 130;

/** Seconds of each, about. */
const units = {
  ...{ second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 },
  ...{ month: 2_629_746, quarter: 7_889_238, year: 31_556_952, decade: 315_569_520, century: 3_155_695_200 },
};

/** The finest unit of a clock or a calendar of which so many seconds are fewer than `most`; null where there is none. */
export function unitOf(seconds: number, most: number): string | null {
  return Object.entries(units).find(([, length]) => seconds / length < most)?.[0] ?? null;
}

/**
 * How many rows there are over time, by the finest unit of a clock or a calendar that gives few enough stretches; rows
 * without a time, or at an infinite one, are in none.
 */
export async function rowsOverTime(engine: Engine, rows: Sql, at: Sql, run: Run): Promise<TimeBin[]> {
  const [span] = await engine.rows<{ seconds: number | null }>(
    sql`SELECT epoch(max(t)) - epoch(min(t)) AS seconds FROM (SELECT ${at} AS t FROM ${rows}) WHERE isfinite(t)`,
    run,
  );
  const seconds = span?.seconds ?? 0;
  const unit = unitOf(seconds, mostStretches) ?? 'century';
  const step = sql`CAST(${`1 ${unit}`} AS INTERVAL)`;
  const counted = await engine.rows<{ from: bigint; to: bigint; rows: number }>(
    sql`SELECT epoch_us(f) AS "from", epoch_us(f + ${step}) AS "to", n AS rows FROM (
  SELECT date_trunc(${unit}, ${at})::TIMESTAMP AS f, count(*)::DOUBLE AS n FROM ${rows} WHERE isfinite(${at}) GROUP BY f
) ORDER BY f`,
    run,
  );
  return counted.map((one) => ({ from: formatIso(one.from), to: formatIso(one.to), rows: one.rows }));
}
