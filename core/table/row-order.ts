import type { Column } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { Relation } from './relation.ts';

type RowOrder = Pick<Relation, 'rowOrder' | 'rowNumber'>;

/** Where rows have to be counted; DuckDB takes it within no other window's ORDER BY. */
export const countedOrder: RowOrder = { rowOrder: sql`row_number() OVER ()`, rowNumber: null };

/** No file has as many rows. */
const perFile = 1n << 40n;

/** Where each row's number in its file is at hand, and the file's number. */
export const filesOrder: RowOrder = { rowOrder: sql`(file_index * ${perFile} + file_row_number)`, rowNumber: null };

/** What every row's place lies below, in a relation of so many rows. */
export function placesBelow({ rowNumber, files }: Pick<Relation, 'rowNumber' | 'files'>, rows: bigint): bigint {
  return rowNumber === null && files.length > 1 ? BigInt(files.length) * perFile : rows + 1n;
}

/** Where each row's number from 0 is at hand. */
export function numberedBy(rowNumber: Sql): RowOrder {
  return { rowOrder: rowNumber, rowNumber };
}

/** That of a table of the engine's own; a column called `rowid` would hide the pseudo-column. */
export function rowidOrder(columns: readonly Column[]): RowOrder {
  return columns.some(({ name }) => name.toLowerCase() === 'rowid') ? countedOrder : numberedBy(sql`rowid`);
}
