import type { Column, Engine, Run } from '../engine/engine.ts';
import type { TimeOptions } from '../model/definitions.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { instantSql } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { describeType } from '../types/describe-type.ts';
import { formatInstant } from '../time/instant.ts';

/** A way to read a column's values as times that reads all of them, to times that can be. */
export interface TimeReading {
  options: Pick<TimeOptions, 'timestampUnit' | 'timestampFormats'>;
  /** One of the column's values, and what it is then: microseconds since 1970. Where there are several ways, one that they read differently. */
  value: string;
  instant: bigint;
}

/** What times of data can be, microseconds: 1990 to 2100. Read with the wrong unit or format, they are not. */
export const plausible = { first: 631_152_000_000_000n, last: 4_102_444_800_000_000n };

/** .NET's ticks of times that can be, read as nanoseconds, end here, in 1990: who would be told to read them so would not notice. */
const ticksEnd = 662_380_416_000_000n;

const days = [
  ...['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d'],
  ...['%d/%m/%y', '%m/%d/%y', '%d.%m.%y', '%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y', '%d-%b-%y'],
];
const clocks = ['', ' %H:%M', ' %H:%M:%S', ' %H:%M:%S.%f', ' %I:%M %p', ' %I:%M:%S %p', ', %H:%M', ', %I:%M:%S %p'];
const formats = [
  ...days.flatMap((day) => clocks.map((clock) => day + clock)),
  ...['%Y%m%d%H%M', '%Y%m%d%H%M%S', '%Y%m%dT%H%M%S', '%Y%m%dT%H%M%SZ'],
  ...['%a, %d %b %Y %H:%M:%S GMT', '%a %b %d %H:%M:%S %Y', '%d/%b/%Y:%H:%M:%S %z', '%d/%b/%Y:%H:%M:%S'],
];
const ways: TimeReading['options'][] = [
  ...formats.map((format) => ({ timestampFormats: [format] })),
  ...(['s', 'ms', 'us', 'ns'] as const).map((timestampUnit) => ({ timestampUnit })),
];

/** How many values are tried first. */
const tried = 200;

/**
 * The usual formats and units that read every value of a column of text or numbers as times between
 * 1990 and 2100; of several that read all alike, one. Reads the column once where some are left after a
 * look at its first values.
 */
export async function timeReadings(
  engine: Engine,
  relation: Pick<Relation, 'from'>,
  column: Column,
  run?: Run,
): Promise<TimeReading[]> {
  const readable = ways.filter((options) => fits(column, options));
  if (readable.length === 0) return [];
  const value = ident(column.name);
  const some = sql`SELECT ${value} FROM ${relation.from} WHERE ${value} IS NOT NULL LIMIT ${tried}`;
  const likely = await thatRead(engine, column, readable, sql`(${some})`, run);
  const found = likely.length ? await thatRead(engine, column, likely, relation.from, run) : [];
  if (found.length === 0) return [];
  const read = found.map((options, i) => sql`epoch_us(${instantSql(column, options)!.at}) AS ${ident(`t${i}`)}`);
  const rows = await engine.rows<Record<string, bigint> & { v: string }>(
    sql`SELECT ${value}::VARCHAR AS v, ${join(read)} FROM (${some})`,
    run,
  );
  return distinct(found, rows);
}

/** As a definition writes it. */
export function sayOptions({ timestampUnit, timestampFormats }: TimeReading['options']): string {
  return timestampUnit ? `timestamp_unit: ${timestampUnit}` : `timestamp_format: "${timestampFormats![0]}"`;
}

/** What to declare; null where nothing reads the column. */
export function sayReadings(readings: readonly TimeReading[]): string | null {
  const [only, ...others] = readings;
  if (!only) return null;
  if (others.length === 0)
    return `declare ${sayOptions(only.options)} in asof.yaml, which reads "${only.value}" as ${formatInstant(only.instant)}`;
  const each = readings.map(({ options, instant }) => `${formatInstant(instant)} (${sayOptions(options)})`);
  return `"${only.value}" may be ${each.join(' or ')}; declare in asof.yaml which it is`;
}

/** A unit is for numbers; a number with a point has no format. */
function fits({ type }: Column, { timestampUnit }: TimeReading['options']): boolean {
  const { family, kind } = describeType(type);
  return family === 'integer' || family === 'text' || (timestampUnit !== undefined && kind === 'number');
}

async function thatRead(
  engine: Engine,
  column: Column,
  options: readonly TimeReading['options'][],
  from: Sql,
  run?: Run,
): Promise<TimeReading['options'][]> {
  const counts = options.flatMap((one, i) => {
    const at = instantSql(column, one)!.at;
    return [
      sql`count(${at})::DOUBLE AS ${ident(`c${i}`)}`,
      sql`epoch_us(min(${at})) AS ${ident(`a${i}`)}`,
      sql`epoch_us(max(${at})) AS ${ident(`z${i}`)}`,
    ];
  });
  const [found] = await engine.rows<Record<string, number | bigint | null>>(
    sql`SELECT count(${ident(column.name)})::DOUBLE AS n, ${join(counts)} FROM ${from}`,
    run,
  );
  return options.filter(({ timestampUnit }, i) => {
    const [first, last] = [found![`a${i}`] as bigint | null, found![`z${i}`] as bigint | null];
    if (first === null || last === null || found![`c${i}`] !== found!.n) return false;
    if (timestampUnit === 'ns' && last < ticksEnd) return false;
    return first >= plausible.first && last < plausible.last;
  });
}

/** Formats such as `%b` and `%B` read `May` alike. */
function distinct(
  found: readonly TimeReading['options'][],
  rows: readonly (Record<string, bigint> & { v: string })[],
): TimeReading[] {
  const of = (i: number): string => rows.map((row) => row[`t${i}`]).join();
  const kept = found.map((_, i) => i).filter((i) => !found.slice(0, i).some((__, earlier) => of(earlier) === of(i)));
  const differing = rows.find((row) => new Set(kept.map((i) => row[`t${i}`])).size === kept.length) ?? rows[0]!;
  return kept.map((i) => ({ options: found[i]!, value: differing.v, instant: differing[`t${i}`]! }));
}
