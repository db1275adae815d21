import type { Column } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { Relation } from './relation.ts';

type RowOrder = Pick<Relation, 'rowOrder' | 'rowNumber'>;

/** Where rows have to be counted. */
export const countedOrder: RowOrder = { rowOrder: sql`row_number() OVER ()`, rowNumber: null };

/** Where each row's number from 0 is at hand. */
export function numberedBy(rowNumber: Sql): RowOrder {
  return { rowOrder: rowNumber, rowNumber };
}

/** That of a table of the engine's own; a column called `rowid` would hide the pseudo-column. */
export function rowidOrder(columns: readonly Column[]): RowOrder {
  return columns.some(({ name }) => name.toLowerCase() === 'rowid') ? countedOrder : numberedBy(sql`rowid`);
}
