import type { Column } from '../engine/engine.ts';
import type { TextOptions, TimeOptions } from '../model/definitions.ts';
import { ident, sql, typeName, type Sql } from '../sql/sql.ts';
import type { DeclaredZones } from './declared-zones.ts';
import { instantSql, isUsual, textInstant } from './instant-sql.ts';
import { decimalScale, describeType } from '../types/describe-type.ts';

/** A column as the type that it is declared to be. */
export interface DeclaredColumn {
  /** Null where the value is, or cannot be it. */
  value: Sql;
  /** Null only where the column is. */
  total: boolean;
}

/**
 * Null where the column is of that type already. Text may have other marks than a cast reads. Numbers
 * that are declared moments are seconds where no unit is said, and then of years that are usual: 20240310
 * is a day, and not one in 1970. Text of which some names a zone is in UTC, as all text that is a moment with one.
 */
export function declaredColumn(
  column: Column,
  type: string,
  read: TextOptions = {},
  times: TimeOptions = {},
  zones: DeclaredZones | null = null,
): DeclaredColumn | null {
  if (column.type === type) return null;
  const [{ family: from, kind }, { family: to, kind: toKind }] = [describeType(column.type), describeType(type)];
  // One precision of a moment is as good as another: what is declared is that it is one.
  if (to.startsWith('timestamp') && from.startsWith('timestamp')) return null;
  const value = ident(column.name);
  const cast = (of: Sql): Sql => sql`TRY_CAST(${of} AS ${typeName(type)})`;
  const some = (condition: Sql, of: Sql): DeclaredColumn => ({
    value: sql`CASE WHEN ${condition} THEN ${of} END`,
    total: false,
  });
  if (to === 'text') return { value: cast(value), total: true };
  if (from === 'timestamp with zone' && to === 'date')
    return { value: sql`${instantSql(column)!.at}::DATE`, total: true };
  if (from === 'text') {
    if (type === 'BLOB') return { value: sql`encode(${value})`, total: true };
    const clocks = zones?.clocks;
    if (to === 'timestamp')
      return { value: instantSql(column, times, zones?.zoned ? clocks : undefined)!.at, total: false };
    if (to === 'timestamp with zone') return { value: cast(instantSql(column, times, clocks)!.at), total: false };
    if (to === 'date') return { value: dayOf(value), total: false };
    if (isListOfIntegers(type)) return some(sameList(value, cast(value)), cast(value));
    if (toKind !== 'number') return { value: cast(value), total: false };
    const plain = plainText(value, read);
    return some(isWritten(plain, type), cast(plain));
  }
  if (isListOfIntegers(type)) return some(sameList(value, cast(value)), cast(value));
  if (to === 'timestamp' && kind === 'number') {
    if (times.timestampFormats || times.timestampUnit) return { value: instantSql(column, times)!.at, total: false };
    const { at } = instantSql(column, { timestampUnit: 's' })!;
    return some(isUsual(at), at);
  }
  if (to === 'integer' && (from === 'float' || from === 'decimal'))
    return some(sql`${value} = trunc(${value})`, cast(value));
  if (to === 'decimal' && from === 'decimal')
    return some(sql`TRY_CAST(${cast(value)} AS ${typeName(column.type)}) = ${value}`, cast(value));
  if (to === 'decimal' && from === 'float') return some(isNear(value, cast(value), column.type), cast(value));
  if (to === 'boolean' && kind === 'number') return some(sql`${value} IN (0, 1)`, sql`${value} = 1`);
  const isNarrower = type === 'FLOAT' && column.type === 'DOUBLE';
  return { value: cast(value), total: to === 'float' && kind === 'number' && !isNarrower };
}

/** A cast takes what begins with a day for it, whatever follows, and ignores a zone. */
function dayOf(text: Sql): Sql {
  const isDay = sql`regexp_full_match(trim(${text}), '[-0-9]+( [(]BC[)])?|[0-9]+/[0-9]+/[0-9]+')`;
  return sql`CASE WHEN ${isDay} THEN TRY_CAST(${text} AS DATE) ELSE ${textInstant(text)}::DATE END`;
}

/** Whether text says a number that the type holds: a cast would round, reads 1_000, and takes 1e400 for infinite. */
function isWritten(text: Sql, type: string): Sql {
  const { family } = describeType(type);
  const number = sql`TRY_CAST(${text} AS ${typeName(type)})`;
  if (family === 'integer') return sql`regexp_full_match(${text}, '[+-]?[0-9]+([.]0*)?')`;
  if (family === 'float')
    return sql`(NOT contains(${text}, '_') AND (isfinite(${number}) OR regexp_matches(${text}, '(?i)inf|nan')))`;
  const plain = sql`regexp_full_match(${text}, ${`[+-]?[0-9]*([.][0-9]{0,${decimalScale(type)}}0*)?`})`;
  return sql`(${plain} OR regexp_matches(${text}, '^[^_]*[eE]') AND ${number}::DOUBLE = TRY_CAST(${text} AS DOUBLE))`;
}

/** Whether a float is that decimal, but for what floats are off: 0.1 + 0.2 is 0.30. */
function isNear(value: Sql, decimal: Sql, type: string): Sql {
  return sql`abs(${decimal}::DOUBLE - ${value}) <= ${type === 'FLOAT' ? 1e-6 : 1e-9} * abs(${value})`;
}

function isListOfIntegers(type: string): boolean {
  const { element } = describeType(type);
  return element !== null && describeType(element).family === 'integer';
}

/** Whether a cast has rounded nothing: it would make 2 of 1.5. */
function sameList(value: Sql, list: Sql): Sql {
  return sql`${list}::DOUBLE[] IS NOT DISTINCT FROM TRY_CAST(${value} AS DOUBLE[])`;
}

function plainText(value: Sql, { decimal = '.', thousands }: TextOptions): Sql {
  const ungrouped = thousands === undefined ? value : sql`replace(${value}, ${thousands}, '')`;
  return sql`trim(${decimal === '.' ? ungrouped : sql`replace(${ungrouped}, ${decimal}, '.')`})`;
}
