import { micros } from '../sql/micros.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';

/** A value of a type as `OnlineValue` has it. */
export function storedSql(type: string, value: Sql): Sql {
  const kind = describeType(type).stored;
  return isPlain(kind) ? value : convert(kind, value);
}

function isPlain(kind: StoredKind): boolean {
  return typeof kind === 'object' ? isPlain(kind.list) : kind !== 'timestamp' && kind !== 'text';
}

function convert(kind: StoredKind, value: Sql): Sql {
  if (typeof kind === 'object')
    return isPlain(kind.list) ? value : sql`list_transform(${value}, lambda x: ${convert(kind.list, sql`x`)})`;
  return kind === 'timestamp' ? micros(sql`(${value})::TIMESTAMP`) : sql`(${value})::VARCHAR`;
}
