import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import type { Column } from './engine.ts';

/** Both engines hand these over alike; what is wider or richer is asked for as text. */
function isAlike(type: string): boolean {
  const { stored } = describeType(type);
  return type === 'VARCHAR' || (typeof stored === 'string' && !['text', 'timestamp'].includes(stored));
}

/** The query for `rows`: all that is not a boolean, a number of at most 64 bits or text is cast to text, by DuckDB itself. */
export function forRows(query: Sql, columns: readonly Column[]): Sql {
  return recast(query, columns, (type) => (isAlike(type) ? null : sql`VARCHAR`));
}

/** The query for `arrow`: instants have microseconds, dates stay, the rest as for rows. */
export function forArrow(query: Sql, columns: readonly Column[]): Sql {
  return recast(query, columns, (type) => {
    if (isAlike(type) || type === 'DATE' || type === 'TIMESTAMP' || type === 'TIMESTAMP WITH TIME ZONE') return null;
    return type.startsWith('TIMESTAMP_') ? sql`TIMESTAMP` : sql`VARCHAR`;
  });
}

/**
 * The query for a Parquet file: what Parquet has no type for, or what other readers would take for a bare
 * number, leaves as something that says what it is. Durations are text, as `rows` prints them.
 */
export function forParquet(query: Sql, columns: readonly Column[]): Sql {
  return recast(query, columns, (type) => (Object.hasOwn(inParquet, type) ? inParquet[type]! : null));
}

const inParquet: Record<string, Sql> = {
  TIMESTAMP_S: sql`TIMESTAMP`,
  TIMESTAMP_MS: sql`TIMESTAMP`,
  INTERVAL: sql`VARCHAR`,
  HUGEINT: sql`DECIMAL(38, 0)`,
  UHUGEINT: sql`DECIMAL(38, 0)`,
};

/** Positions, not names: a query may give two columns the same name. DuckDB keeps a subquery's order. */
function recast(query: Sql, columns: readonly Column[], castTo: (type: string) => Sql | null): Sql {
  const casts = columns.map((column) => castTo(column.type));
  if (casts.every((cast) => cast === null)) return query;
  const items = columns.map(({ name }, i) => {
    const cast = casts[i] ?? null;
    const position = sql`#${i + 1}`;
    return sql`${cast === null ? position : sql`CAST(${position} AS ${cast})`} AS ${ident(name)}`;
  });
  return sql`SELECT ${join(items)} FROM (${query})`;
}
