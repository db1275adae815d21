import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBArrayValue,
  DuckDBArrayVector,
  DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBListValue,
  DuckDBListVector,
  FLOAT,
  INTEGER,
  UBIGINT,
  UINTEGER,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Batch, BatchValue, NumberBatch } from '../../engine/batches.ts';
import type { Column } from '../../engine/engine.ts';

export function toBatch(chunk: DuckDBDataChunk): Batch {
  const { rowCount: rows, columnCount } = chunk;
  const columns = Array.from({ length: columnCount }, (_, c) => {
    const vector = chunk.getColumnVector(c);
    const isList = vector instanceof DuckDBListVector || vector instanceof DuckDBArrayVector;
    // A loop, because twenty columns of a million rows are twenty million calls of what a map is given.
    const values = new Array<DuckDBValue>(rows);
    for (let r = 0; r < rows; r++) values[r] = vector.getItem(r);
    return isList ? values.map(plain) : (values as BatchValue[]);
  });
  return { rows, columns };
}

/** What such a vector is made of; its own way to it takes as long as a hundred numbers for each. */
interface Doubles {
  items: Float64Array;
  validity: { data: BigUint64Array | null };
}

/** Looks at the chunk's own memory. Throws where a column is not DOUBLE. */
export function toNumbers(chunk: DuckDBDataChunk): NumberBatch {
  const columns = Array.from({ length: chunk.columnCount }, (_, c) => {
    const vector = chunk.getColumnVector(c);
    if (!(vector instanceof DuckDBDoubleVector))
      throw new Error(`column ${c} is ${vector.type.toString()}, not DOUBLE`);
    const { items, validity } = vector as unknown as Doubles;
    const bits = validity.data;
    return { values: items, valid: bits && new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength) };
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
