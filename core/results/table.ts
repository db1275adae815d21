import type { Engine, Run } from '../engine/engine.ts';
import type { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { ColumnSort } from '../question/show.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { containsSql } from './explore.ts';

/** Rows that can be paged, filtered, ordered and named. Each has a number of its own, by which it is known in every order. */
export interface PagedTable {
  /** A relation with the number and all columns that are named here. */
  from: Sql;
  /** The column with the numbers: BIGINT, from 0. */
  number: string;
  /** How many rows, where the numbers are 0 to rows - 1; null where some are missing. */
  rows: number | null;
  /** What a page holds behind the number; any of these can be ordered by. */
  columns: readonly string[];
  /** Conditions over `from`, by name; `all` is always one. */
  filters: Readonly<Record<string, Sql>>;
  /** Orders over `from`, by name, with their direction; what they leave equal is ordered by number. */
  orders: Readonly<Record<string, Sql>>;
}

/** A table of the engine as it stands: numbered row by row, in the order in which it was made, by `row`. */
export function plainTable(table: Sql, columns: readonly string[], rows: number | null): PagedTable {
  let number = 'row';
  while (columns.some((name) => name.toLowerCase() === number)) number += '_';
  const from = sql`(SELECT rowid AS ${ident(number)}, * FROM ${table})`;
  return { from, number, rows, columns, filters: {}, orders: { row: ident(number) } };
}

/** One of a table's orders; columns come before it, the first of them first. */
export interface TableSort {
  by: string;
  columns?: readonly ColumnSort[] | undefined;
}

/**
 * The rows of a filter, and of a condition over columns, in an order: (position, number), both from 0. Null where
 * that is simply every row by its number. Throws `unknown_name`.
 */
export function arrangedSql(table: PagedTable, filter: string, sort: TableSort, where: Sql | null = null): Sql | null {
  const number = ident(table.number);
  const conditions = [...(filter === 'all' ? [] : [known('filter', table.filters, filter)]), ...(where ? [where] : [])];
  const order = orderOf(table, sort);
  if (conditions.length === 0 && order.text === number.text && table.rows !== null) return null;
  return sql`SELECT row_number() OVER (ORDER BY ${order}, ${number}) - 1 AS position, ${number} AS number
FROM ${table.from} WHERE ${conditions.length > 0 ? join(conditions, ' AND ') : sql`TRUE`} ORDER BY position`;
}

/** The columns of an arrangement's rows, in no order. */
export function columnsSql(table: PagedTable, arranged: Sql | null, columns: readonly string[]): Sql {
  const names = join(columns.map((name) => ident(knownColumn(table, name))));
  const within = arranged === null ? sql`TRUE` : sql`${ident(table.number)} IN (SELECT number FROM ${arranged})`;
  return sql`SELECT ${names} FROM ${table.from} WHERE ${within}`;
}

/** The first row from a place on, or with `back` the last up to it, in which a column's text has another: (position, column). */
export function findSql(
  table: PagedTable,
  arranged: Sql | null,
  { text, columns, from, back }: { text: string; columns: readonly string[]; from: Place; back: boolean },
): Sql {
  const ordered = back ? [...columns].reverse() : columns;
  const after = ordered.slice(ordered.indexOf(from.column) + 1);
  const has = (names: readonly string[]) =>
    names.length === 0
      ? sql`FALSE`
      : sql`(${join(
          names.map((name) => containsSql(knownColumn(table, name), text)),
          ' OR ',
        )})`;
  const inRow = (names: readonly string[]) =>
    sql`CASE ${join(
      names.map((name) => sql`WHEN ${containsSql(name, text)} THEN ${name}`),
      ' ',
    )} END`;
  const place = arranged === null ? ident(table.number) : sql`position`;
  const rows =
    arranged === null ? table.from : sql`${table.from} r JOIN ${arranged} a ON r.${ident(table.number)} = a.number`;
  const { row } = from;
  const further = back ? sql`${place} < ${row}` : sql`${place} > ${row}`;
  return sql`SELECT ${place}::DOUBLE AS position, CASE WHEN ${place} = ${row} THEN ${after.length > 0 ? inRow(after) : sql`NULL`} ELSE ${inRow(ordered)} END AS "column"
FROM ${rows} WHERE (${further} AND ${has(ordered)}) OR (${place} = ${row} AND ${has(after)})
ORDER BY position ${back ? sql`DESC` : sql`ASC`} LIMIT 1`;
}

/** A cell: a row by its position, and a column. */
export interface Place {
  row: number;
  column: string;
}

/** Some rows of an arrangement, in its order: the number, then the columns. */
export function pageSql(table: PagedTable, arranged: Sql | null, from: number, count: number): Sql {
  const names = [table.number, ...table.columns.filter((name) => name !== table.number)];
  const columns = join(names.map((name) => sql`r.${ident(name)}`));
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

function orderOf(table: PagedTable, { by, columns = [] }: TableSort): Sql {
  const first = columns.map(({ column, descending }) => {
    return sql`${ident(knownColumn(table, column))} ${descending ? sql`DESC` : sql`ASC`} NULLS LAST`;
  });
  return join([...first, known('order', table.orders, by)]);
}

/** Throws `unknown_name`. */
export function knownColumn({ columns }: PagedTable, name: string): string {
  if (columns.includes(name)) return name;
  throw unknown('column', name, columns);
}

function known(what: string, all: Readonly<Record<string, Sql>>, name: string): Sql {
  if (Object.hasOwn(all, name)) return all[name]!;
  throw unknown(what, name, Object.keys(all));
}

/** That a result has no such thing. */
export function unknown(what: string, name: string | number, all: readonly string[]): AsofError {
  return unknownName(`${what} of this result`, name, all);
}
