import type { Column } from '../engine/engine.ts';
import type { TextOptions, TimeOptions } from '../model/definitions.ts';
import { ident, sql, typeName, type Sql } from '../sql/sql.ts';
import { instantSql, isUsual } from './instant-sql.ts';
import { describeType } from '../types/describe-type.ts';

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
 * is a day, and not one in 1970.
 */
export function declaredColumn(
  column: Column,
  type: string,
  read: TextOptions = {},
  times: TimeOptions = {},
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
    if (to === 'timestamp') return { value: instantSql(column, times)!.at, total: false };
    if (toKind !== 'number') return { value: cast(value), total: false };
    const plain = plainText(value, read);
    // A cast would round, and reads 1_000.
    const pattern = to === 'integer' ? '[+-]?[0-9]+([.]0*)?' : '[^_]+';
    return some(sql`regexp_full_match(${plain}, ${pattern})`, cast(plain));
  }
  if (to === 'timestamp' && kind === 'number') {
    if (times.timestampFormats || times.timestampUnit) return { value: instantSql(column, times)!.at, total: false };
    const { at } = instantSql(column, { timestampUnit: 's' })!;
    return some(isUsual(at), at);
  }
  if (to === 'integer' && (from === 'float' || from === 'decimal'))
    return some(sql`${value} = trunc(${value})`, cast(value));
  if (to === 'boolean' && kind === 'number') return some(sql`${value} IN (0, 1)`, sql`${value} = 1`);
  return { value: cast(value), total: to === 'float' && kind === 'number' };
}

function plainText(value: Sql, { decimal = '.', thousands }: TextOptions): Sql {
  const ungrouped = thousands === undefined ? value : sql`replace(${value}, ${thousands}, '')`;
  return sql`trim(${decimal === '.' ? ungrouped : sql`replace(${ungrouped}, ${decimal}, '.')`})`;
}
