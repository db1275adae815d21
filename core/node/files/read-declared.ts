import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { DeclaredType } from '../../table/arrow/declared-types.ts';
import { nestedType, type NestedType } from '../../types/nested-type.ts';

/** A duration that is too long, as the engine is told to say it: `value` with its unit. */
export type TooLong = (value: Sql) => Sql;

/** An expression that reads a value of DuckDB's `type` as what it was declared to be; null where it is that as it is. */
export function readDeclared(type: string, declared: DeclaredType, value: Sql, tooLong: TooLong): Sql | null {
  return read(nestedType(type), declared, value, tooLong, 0);
}

function read(
  type: NestedType,
  declared: DeclaredType | null,
  value: Sql,
  tooLong: TooLong,
  depth: number,
): Sql | null {
  const inner = (of: NestedType, is: DeclaredType | null, at: Sql) => read(of, is, at, tooLong, depth + 1);
  const each = ident(`asof_${depth}`);
  switch (declared?.is) {
    case 'duration':
      return type.is === 'plain' && type.type === 'BIGINT' ? duration(value, declared.unit, tooLong) : null;
    case 'uuid':
      return type.is === 'plain' && type.type === 'BLOB' ? sql`CAST(${value} AS UUID)` : null;
    case 'list': {
      const item = type.is === 'list' ? inner(type.of, declared.of, each) : null;
      return item && sql`list_transform(${value}, lambda ${each}: ${item})`;
    }
    case 'struct': {
      if (type.is !== 'struct') return null;
      const fields = type.fields.map(({ name, type }) => {
        const at = sql`struct_extract(${value}, ${name})`;
        const is = declared.fields.find((field) => field.name === name)?.type ?? null;
        return { name, at, changed: inner(type, is, at) };
      });
      if (fields.every(({ changed }) => changed === null)) return null;
      const packed = join(fields.map(({ name, at, changed }) => sql`${ident(name)} := ${changed ?? at}`));
      return sql`CASE WHEN ${value} IS NOT NULL THEN struct_pack(${packed}) END`;
    }
    case 'map': {
      if (type.is !== 'map') return null;
      const [key, of] = [sql`struct_extract(${each}, 'key')`, sql`struct_extract(${each}, 'value')`];
      const [changedKey, changed] = [inner(type.key, declared.key, key), inner(type.value, declared.value, of)];
      if (!changedKey && !changed) return null;
      const entry = sql`struct_pack(k := ${changedKey ?? key}, v := ${changed ?? of})`;
      return sql`map_from_entries(list_transform(map_entries(${value}), lambda ${each}: ${entry}))`;
    }
    case undefined:
      return null;
  }
}

const factors = { s: 1_000_000n, ms: 1000n, us: 1n };
const mostMicroseconds = 2n ** 63n - 1n;

function duration(value: Sql, unit: 's' | 'ms' | 'us' | 'ns', tooLong: TooLong): Sql {
  if (unit === 'ns') return sql`to_microseconds(${value} // 1000)`;
  if (unit === 'us') return sql`to_microseconds(${value})`;
  const [factor, most] = [factors[unit], mostMicroseconds / factors[unit]];
  const fits = sql`${value} BETWEEN ${-most} AND ${most}`;
  const microseconds = sql`to_microseconds(${value} * ${factor})`;
  return sql`CASE WHEN ${fits} THEN ${microseconds} WHEN ${value} IS NOT NULL THEN ${tooLong(sql`(${value} || ${` ${unit}`})`)} END`;
}
