import { DuckDBArrayValue, DuckDBListValue, type DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api';
import type { Batch, BatchValue } from '../../engine/batches.ts';

export function toBatch(chunk: DuckDBDataChunk): Batch {
  const columns = Array.from({ length: chunk.columnCount }, (_, c) => {
    const values = chunk.getColumnValues(c);
    const isList = values.some((value) => value instanceof DuckDBListValue || value instanceof DuckDBArrayValue);
    return isList ? values.map(plain) : (values as BatchValue[]);
  });
  return { rows: chunk.rowCount, columns };
}

function plain(value: DuckDBValue): BatchValue {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(plain);
  return value as BatchValue;
}
