import type { DataType, Field } from 'apache-arrow';
import type { BatchCursor } from './batch-cursor.ts';
import type { Budget, Vector } from './vector.ts';

/** How a column is read out of each batch, and what it is then. */
export interface ColumnReader {
  type: DataType;
  read(cursor: BatchCursor, budget: Budget): Vector;
}

/** The reader of a column's child, and the child's field as it is then. */
export type ChildReader = (index: number) => { field: Field<DataType>; reader: ColumnReader };
