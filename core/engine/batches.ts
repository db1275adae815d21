import type { Sql } from '../sql/sql.ts';
import type { Column, Run } from './engine.ts';

/** A port: an engine that hands over a query's rows while it finds them, so that they never lie in memory all at once. */
export interface BatchReader {
  /**
   * Runs one query; some thousand rows at a time. Its columns have to be booleans, numbers of at most
   * 64 bits, text, or lists of these.
   */
  batches(query: Sql, run?: Run): AsyncIterable<Batch>;
  /**
   * The same of a query over lists of texts (VARCHAR[], of each its SQL is given), which is asked again and again of
   * others: where an engine can, it is read and planned once.
   */
  evaluate(
    query: (lists: readonly Sql[]) => Sql,
    lists: readonly (readonly (string | null)[])[],
    run?: Run,
  ): AsyncIterable<Batch>;
  /**
   * Runs one query whose columns are all DOUBLE; `take` is given its rows in their order, some thousand at a time, as they
   * lie in the engine's memory: they are gone when it returns.
   */
  numbers(query: Sql, take: (batch: NumberBatch) => void, run?: Run): Promise<void>;
}

export interface NumberBatch {
  rows: number;
  columns: readonly NumberColumn[];
}

export interface NumberColumn {
  /** Where there is no value, anything. */
  values: Float64Array;
  /** A bit a row, the lowest of a byte first: 1 where there is a value. Null where there is one in each. */
  valid: Uint8Array | null;
}

/** Whether there is a value in a row. */
export function hasValue({ valid }: NumberColumn, row: number): boolean {
  return valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** A port: an engine that takes rows over column by column. */
export interface BatchLoader {
  /**
   * Puts rows at the end of a table that has just these columns. Their types are BOOLEAN, INTEGER, UINTEGER,
   * BIGINT, UBIGINT, FLOAT, DOUBLE and VARCHAR: numbers of at most 32 bits and floats are number, of 64 bits
   * bigint. Some thousand rows at a time are fast.
   */
  load(table: string, columns: readonly Column[], batch: Batch): Promise<void>;
}

export interface Batch {
  rows: number;
  /** Column by column: BIGINT and UBIGINT are bigint, lists arrays, all else as in `Value`. */
  columns: BatchValue[][];
}

export type BatchValue = null | boolean | number | bigint | string | BatchValue[];
