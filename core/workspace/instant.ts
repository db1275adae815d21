import { isFault } from '../engine/engine-failure.ts';
import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import { sayReadings, timeReadings } from '../infer/time-readings.ts';
import type { FileOptions, Inference, TimeOptions } from '../model/definitions.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { Instant } from '../table/bound.ts';
import { foundOut } from '../table/found-out.ts';
import { instantSql, type InstantSql, type Rounding } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { describeType } from '../types/describe-type.ts';
import { plural } from '../text/figures.ts';
import { zoneClocks, type ZoneClocks } from '../time/zone.ts';
import { findColumn } from './columns.ts';

/** What a definition says of its table's times, and of those that are none; how those of its rows are rounded. */
export type TimesSaid = TimeOptions & Pick<FileOptions, 'unreadable'> & { rounding?: Rounding };

export interface BoundInstant {
  instant: Instant;
  /** What its values lose by being read as instants. */
  inferred: Inference[];
}

/**
 * A timestamp column made ready to compare. Text and numbers are looked through once per version of the
 * files. `where` is the place that names it. Throws `column_missing`, `definitions_invalid` for a format
 * that is none, `timestamp_is_number`, `timestamp_wrong_type`, and `timestamp_unparsable` with the first
 * such value and its row. Hints are tried on the data.
 */
export async function bindInstant(
  engine: Engine,
  relation: Relation,
  name: string,
  said: TimesSaid = {},
  where?: Where,
  run?: Run,
): Promise<BoundInstant> {
  const column = findColumn(relation, name, where);
  const read = instantSql(column, said, undefined, said.rounding);
  const plain = read && { ...read, local: read.local && !relation.utc?.includes(column.name) };
  if (!plain) throw await unreadable(engine, relation, column, where, run);
  if (said.timestampFormats && !plain.total) await requireFormats(engine, said.timestampFormats, where);
  const look = await lookedAt(engine, relation, column, plain, said, run);
  if (look.unreadable > 0 && said.unreadable !== 'blank')
    throw await unparsable(engine, relation, column, plain.at, said, run);
  const { at } = look.clocks ? instantSql(column, said, look.clocks, said.rounding)! : plain;
  return { instant: { column: name, at }, inferred: losses(column, look) };
}

/** What one reading of a column tells. */
interface Look {
  /** Values that are no instant. */
  unreadable: number;
  /** Some of its first values lie between two microseconds. */
  finer: boolean;
  /** Of the declared zone, over the column's times; null where none is needed. */
  clocks: ZoneClocks | null;
}

function lookedAt(
  engine: Engine,
  relation: Relation,
  column: Column,
  plain: InstantSql,
  said: TimesSaid,
  run?: Run,
): Promise<Look> {
  return foundOut(relation, ['times', column, plain.at, said.timezone], async () => {
    const finer = await isFiner(engine, relation, column, said, run);
    return { finer, ...(await readTimes(engine, relation, column, plain, said, run)) };
  });
}

async function readTimes(
  engine: Engine,
  relation: Relation,
  column: Column,
  { at, total, local }: InstantSql,
  { timezone }: TimesSaid,
  run?: Run,
): Promise<Omit<Look, 'finer'>> {
  const zone = local ? timezone : undefined;
  if (total && zone === undefined) return { unreadable: 0, clocks: null };
  const [found] = await engine.rows<{ bad: number; first: bigint | null; last: bigint | null }>(
    sql`SELECT (count(${ident(column.name)}) - count(${at}))::DOUBLE AS bad, epoch_us(min(${at})) AS first, epoch_us(max(${at})) AS last FROM ${relation.from}`,
    run,
  );
  const { bad, first, last } = found!;
  return { unreadable: bad, clocks: zone === undefined ? null : zoneClocks(zone, first ?? 0n, last ?? 0n) };
}

/** How many values are looked at for parts of a microsecond: data that has them has them everywhere. */
const lookedFor = 100_000;

async function isFiner(
  engine: Engine,
  relation: Relation,
  column: Column,
  { timestampUnit }: TimesSaid,
  run?: Run,
): Promise<boolean> {
  const value = ident(column.name);
  const isText = column.type === 'VARCHAR' && timestampUnit === undefined;
  if (!isText && column.type !== 'TIMESTAMP_NS') return false;
  const known = isText ? sql`${value} IS NOT NULL` : sql`isfinite(${value})`;
  const beyond = isText ? sql`regexp_matches(${value}, '[.][0-9]{6}0*[1-9]')` : sql`epoch_ns(${value}) % 1000 <> 0`;
  const [found] = await engine.rows<{ n: number }>(
    sql`SELECT count(CASE WHEN ${beyond} THEN 1 END)::DOUBLE AS n FROM (SELECT ${value} FROM ${relation.from} WHERE ${known} LIMIT ${lookedFor})`,
    run,
  );
  return found!.n > 0;
}

function losses({ name }: Column, { unreadable: bad, finer }: Look): Inference[] {
  const inferred: Inference[] = [];
  if (finer)
    inferred.push({
      what: 'precision',
      value: name,
      reason: 'its nanoseconds are cut to microseconds, so rows within one microsecond tie',
    });
  if (bad > 0) inferred.push({ what: 'unreadable', value: name, reason: sayBlank(bad) });
  return inferred;
}

/** Of values that do not fit a column's type, where they may be null. */
export function sayBlank(values: number): string {
  return `${plural(values, 'value')} in it could not be read and became null`;
}

/** DuckDB says of a format that it is none only when it is used. */
async function requireFormats(engine: Engine, formats: readonly string[], where?: Where): Promise<void> {
  for (const format of formats) {
    try {
      await engine.rows(sql`SELECT try_strptime('', ${format})`);
    } catch (cause) {
      if (!isFault(cause, 'time format')) throw cause;
      const message = `timestamp_format "${format}" is none`;
      const expected = 'write it as strptime has it: %d.%m.%Y %H:%M';
      throw new AsofError('definitions_invalid', { message, expected }, { where, cause });
    }
  }
}

async function unreadable(
  engine: Engine,
  relation: Relation,
  column: Column,
  where?: Where,
  run?: Run,
): Promise<AsofError> {
  const isNumber = describeType(column.type).kind === 'number';
  const hint = isNumber ? sayReadings(await timeReadings(engine, relation, column, run)) : null;
  const params = { table: relation.name, column: column.name, type: column.type, ...(hint && { hint }) };
  const code = isNumber ? 'timestamp_is_number' : 'timestamp_wrong_type';
  return new AsofError(code, params, { where: { ...where, column: column.name } });
}

async function unparsable(
  engine: Engine,
  relation: Relation,
  column: Column,
  at: Sql,
  { timestampUnit, timestampFormats }: TimesSaid,
  run?: Run,
): Promise<AsofError> {
  const bad = await firstUnparsable(engine, relation, column, at, run);
  const tried = sayReadings(await timeReadings(engine, relation, column, run));
  const declared = timestampFormats ? 'timestamp_format' : timestampUnit ? 'timestamp_unit' : null;
  const hint = tried ?? (declared && `is its ${declared} right? else unreadable: blank makes such values null`);
  const params = { table: relation.name, column: column.name, ...bad, ...(hint && { hint }) };
  return new AsofError('timestamp_unparsable', params, { where: { column: column.name, row: bad.row } });
}

/** The first value that is not null and no instant, and its row, counted from 1. */
async function firstUnparsable(engine: Engine, relation: Relation, column: Column, at: Sql, run?: Run) {
  const value = ident(column.name);
  const [bad] = await engine.rows<{ value: string; o: bigint }>(
    sql`SELECT v::VARCHAR AS value, o FROM (SELECT ${value} AS v, ${at} AS t, ${relation.rowOrder} AS o FROM ${relation.from})
WHERE v IS NOT NULL AND t IS NULL ORDER BY o LIMIT 1`,
    run,
  );
  const [before] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS n FROM (SELECT ${relation.rowOrder} AS o FROM ${relation.from}) WHERE o <= ${bad!.o}`,
    run,
  );
  return { value: bad!.value, row: before!.n };
}
