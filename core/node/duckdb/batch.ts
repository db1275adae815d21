import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBArrayValue,
  DuckDBDataChunk,
  DuckDBListValue,
  FLOAT,
  INTEGER,
  UBIGINT,
  UINTEGER,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Batch, BatchValue } from '../../engine/batches.ts';
import type { Column } from '../../engine/engine.ts';

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

const types: Record<string, DuckDBType> = { BOOLEAN, INTEGER, UINTEGER, BIGINT, UBIGINT, FLOAT, DOUBLE, VARCHAR };
/** As many rows as a chunk takes. */
const chunkRows = 2048;

export async function appendBatch(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
  { rows, columns: values }: Batch,
): Promise<void> {
  const chunkTypes = columns.map(({ type }) => types[type]!);
  const appender = await connection.createAppender(table);
  try {
    for (let from = 0; from < rows; from += chunkRows) {
      const count = Math.min(chunkRows, rows - from);
      const chunk = DuckDBDataChunk.create(chunkTypes, count);
      const whole = count === rows;
      values.forEach((column, i) => {
        chunk.setColumnValues(i, (whole ? column : column.slice(from, from + count)) as DuckDBValue[]);
      });
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}
