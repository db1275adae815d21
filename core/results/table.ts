import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';

/** Rows that can be paged, filtered, ordered and named. Each has a number of its own, by which it is known in every order. */
export interface PagedTable {
  /** A relation with the number and all columns that are named here. */
  from: Sql;
  /** The column with the numbers: BIGINT, from 0. */
  number: string;
  /** How many rows, where the numbers are 0 to rows - 1; null where some are missing. */
  rows: number | null;
  /** What a page holds; any of these can be ordered by. */
  columns: readonly string[];
  /** Conditions over `from`, by name; `all` is always one. */
  filters: Readonly<Record<string, Sql>>;
  /** Orders over `from`, by name, with their direction; what they leave equal is ordered by number. */
  orders: Readonly<Record<string, Sql>>;
}

/** One of a table's orders, or one of its columns, nulls last. */
export interface TableSort {
  by: string;
  /** Of `by: column` alone. */
  column?: string | undefined;
  descending?: boolean | undefined;
}

/** The rows of a filter in an order: (position, number), both from 0. Null where that is simply every row by its number. Throws `unknown_name`. */
export function arrangedSql(table: PagedTable, filter: string, sort: TableSort): Sql | null {
  const number = ident(table.number);
  const condition = filter === 'all' ? null : known('filter', table.filters, filter);
  const order = orderOf(table, sort);
  if (condition === null && order.text === number.text && table.rows !== null) return null;
  return sql`SELECT row_number() OVER (ORDER BY ${order}, ${number}) - 1 AS position, ${number} AS number
FROM ${table.from} WHERE ${condition ?? sql`TRUE`} ORDER BY position`;
}

/** Some rows of an arrangement, in its order. */
export function pageSql(table: PagedTable, arranged: Sql | null, from: number, count: number): Sql {
  const columns = join(table.columns.map((name) => sql`r.${ident(name)}`));
  const number = sql`r.${ident(table.number)}`;
  const last = from + count - 1;
  return arranged === null
    ? sql`SELECT ${columns} FROM ${table.from} AS r WHERE ${number} BETWEEN ${from} AND ${last} ORDER BY ${number}`
    : sql`SELECT ${columns} FROM ${table.from} AS r JOIN (SELECT * FROM ${arranged} WHERE position BETWEEN ${from} AND ${last}) AS a
ON ${number} = a.number ORDER BY a.position`;
}

/** How many rows each filter lets through. */
export async function countRows<F extends string>(
  engine: Engine,
  table: PagedTable & { filters: Readonly<Record<F, Sql>> },
  run: Run,
): Promise<Record<F | 'all', number>> {
  const filters = Object.entries<Sql>({ all: sql`TRUE`, ...table.filters });
  const counts = filters.map(([name, filter]) => sql`count_if(${filter})::DOUBLE AS ${ident(name)}`);
  const [found] = await engine.rows<Record<F | 'all', number>>(sql`SELECT ${join(counts)} FROM ${table.from}`, run);
  return found!;
}

function orderOf({ columns, orders }: PagedTable, { by, column, descending }: TableSort): Sql {
  if (by !== 'column') return known('order', orders, by);
  if (column !== undefined && columns.includes(column))
    return sql`${ident(column)} ${descending ? sql`DESC` : sql`ASC`} NULLS LAST`;
  throw unknown('column', column ?? '', columns);
}

function known(what: string, all: Readonly<Record<string, Sql>>, name: string): Sql {
  if (Object.hasOwn(all, name)) return all[name]!;
  throw unknown(what, name, Object.keys(all));
}

/** That a result has no such thing. */
export function unknown(what: string, name: string | number, all: readonly string[]): AsofError {
  return new AsofError('unknown_name', { what: `${what} of this result`, name, known: all.join(', ') });
}
