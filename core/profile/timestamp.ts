import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import type { TimestampProfile } from './report.ts';
import type { Profiled } from './roles.ts';

/** With a time. */
type Timed = Profiled & { timestamp: NonNullable<Profiled['timestamp']> };

/** Units and their length in microseconds, the coarsest first. */
const units = [
  ['day', 86_400_000_000n],
  ['hour', 3_600_000_000n],
  ['minute', 60_000_000n],
  ['second', 1_000_000n],
  ['millisecond', 1000n],
] as const;

/** What a label table's or a view's event timestamps are like; the ties take a scan of their own. */
export async function profileTimestamp(
  engine: Engine,
  table: Timed,
  rows: number,
  run: Run,
): Promise<TimestampProfile> {
  const { relation, timestamp } = table;
  const us = sql`epoch_us(${timestamp.at})`;
  const whole = units.map(([unit, length]) => sql`coalesce(bool_and(${us} % ${length} = 0), TRUE) AS ${ident(unit)}`);
  const isText = relation.columns.some(({ name, type }) => name === timestamp.column && type === 'VARCHAR');
  const zoned = isText ? sql`count(CASE WHEN ${hasZone(timestamp.column)} THEN 1 END)::DOUBLE` : sql`0::DOUBLE`;
  const [found] = await engine.rows<Record<string, number | bigint | boolean | null>>(
    sql`SELECT count(${timestamp.at})::DOUBLE AS known, min(${us}) AS first, max(${us}) AS last, ${zoned} AS zoned, ${join(whole)} FROM ${relation.from}`,
    run,
  );
  const known = found!.known as number;
  return {
    first: found!.first as bigint | null,
    last: found!.last as bigint | null,
    nulls: rows - known,
    tiedRows: await countTied(engine, table, run),
    granularity: units.find(([unit]) => found![unit])?.[0] ?? 'microsecond',
    mixedZones: found!.zoned !== 0 && found!.zoned !== known,
  };
}

/** Rows without a key or a time match nothing, so they tie with nothing. */
async function countTied(engine: Engine, { relation, keys, timestamp }: Timed, run: Run): Promise<number> {
  const columns = keys.map((key, i) => sql`${ident(key.column)} AS ${ident(`k${i}`)}`);
  const known = join([sql`t IS NOT NULL`, ...keys.map((_, i) => sql`${ident(`k${i}`)} IS NOT NULL`)], ' AND ');
  const [tied] = await engine.rows<{ n: number }>(
    sql`SELECT coalesce(sum(n), 0)::DOUBLE AS n FROM (
      SELECT count(*) AS n FROM (SELECT ${join([sql`${timestamp.at} AS t`, ...columns])} FROM ${relation.from})
      WHERE ${known} GROUP BY ${join([sql`t`, ...keys.map((_, i) => ident(`k${i}`))])} HAVING count(*) > 1
    )`,
    run,
  );
  return tied!.n;
}

function hasZone(column: string) {
  return sql`regexp_matches(trim(${ident(column)}), ${'[0-9] ?(Z|UTC|[A-Za-z_]+/[A-Za-z_/]+|[+-][0-9]{2}(:?[0-9]{2})?)$'}) AND contains(${ident(column)}, ':')`;
}
