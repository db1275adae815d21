import type { Column, Engine, Run } from '../engine/engine.ts';
import type { Inference, TimeOptions } from '../model/definitions.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { count, plural } from '../text/figures.ts';
import { zoneClocks, type ZoneClocks } from '../time/zone.ts';
import { describeType } from '../types/describe-type.ts';
import { hasZone, instantSql } from './instant-sql.ts';

/** Which values of a column of text, declared to be moments or days, name a zone. */
export interface DeclaredZones {
  values: number;
  zoned: number;
  /** Of the declared zone, which the others are in; absent where none is declared. */
  clocks?: ZoneClocks;
}

/** Null where the column is no text, or its type no moment and no day. Reads the column once. */
export async function declaredZones(
  engine: Engine,
  from: Sql,
  column: Column,
  type: string,
  times: TimeOptions,
  run?: Run,
): Promise<DeclaredZones | null> {
  if (describeType(column.type).family !== 'text' || describeType(type).kind !== 'instant') return null;
  const value = ident(column.name);
  const { at } = instantSql(column, times)!;
  const formats = times.timestampFormats;
  const zoned = formats ? (formats.some((format) => /%z/i.test(format)) ? sql`TRUE` : sql`FALSE`) : hasZone(value);
  const [found] = await engine.rows<{ n: number; zoned: number; first: bigint | null; last: bigint | null }>(
    sql`SELECT count(${value})::DOUBLE AS n, count(CASE WHEN ${zoned} THEN ${value} END)::DOUBLE AS zoned, epoch_us(min(${at})) AS first, epoch_us(max(${at})) AS last FROM ${from}`,
    run,
  );
  const { n, first, last } = found!;
  const { timezone } = times;
  const clocks = timezone === undefined ? undefined : zoneClocks(timezone, first ?? 0n, last ?? 0n);
  return { values: n, zoned: found!.zoned, ...(clocks && { clocks }) };
}

/** What is to be known of a column of which some values name a zone. */
export function sayZones(
  { name }: Column,
  type: string,
  { values, zoned }: DeclaredZones,
  { timezone = 'UTC' }: TimeOptions,
): Inference[] {
  const some = `${count(zoned)} of ${plural(values, 'value')} ${zoned === 1 ? 'names' : 'name'} a zone`;
  const what = { what: 'zone', value: name };
  if (zoned === 0) return [];
  if (type === 'DATE') return [{ ...what, reason: `${some}, and ${zoned === 1 ? 'its' : 'their'} day is that in UTC` }];
  return zoned === values ? [] : [{ ...what, reason: `${some}; the others are taken for times of ${timezone}` }];
}
