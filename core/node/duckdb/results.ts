import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ArrowValue } from '../../engine/arrow-stream.ts';
import { emptyRow, type Column, type Row, type Value } from '../../engine/engine.ts';
import type { forRows } from '../../engine/leaving-types.ts';
import { describeType } from '../../types/describe-type.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { Sql } from '../../sql/sql.ts';

/** Prepares the query, and once more where some columns have to be asked for differently. */
export async function readable(
  connection: DuckDBConnection,
  query: Sql,
  ask: typeof forRows,
  signal?: AbortSignal,
): Promise<{ result: DuckDBMaterializedResult; columns: Column[] }> {
  const prepared = await connection.prepare(query.text);
  try {
    if (signal?.aborted) throw new AsofError('cancelled');
    const columns = Array.from({ length: prepared.columnCount }, (_, i) => ({
      name: prepared.columnName(i),
      type: prepared.columnType(i).toString(),
    }));
    const asked = ask(query, columns);
    return { result: asked === query ? await prepared.run() : await connection.run(asked.text), columns };
  } finally {
    prepared.destroySync();
  }
}

export function toArrowValue(value: DuckDBValue): ArrowValue {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  return value instanceof DuckDBDateValue ? value.days : (value as ArrowValue);
}

export function chunksOf(result: DuckDBMaterializedResult) {
  return Array.from({ length: result.chunkCount }, (_, i) => result.getChunk(i));
}

export function columnsOf(result: DuckDBMaterializedResult): Column[] {
  return Array.from({ length: result.columnCount }, (_, i) => ({
    name: result.columnName(i),
    type: result.columnType(i).toString(),
  }));
}

export function toRows(result: DuckDBMaterializedResult, columns: readonly Column[]): Row[] {
  const rows: Row[] = [];
  for (const chunk of chunksOf(result)) {
    const first = rows.length;
    for (let i = 0; i < chunk.rowCount; i++) rows.push(emptyRow());
    columns.forEach(({ name, type }, c) => {
      const wide = describeType(type).isWide;
      chunk.visitColumnValues(c, (value, r) => {
        rows[first + r]![name] = wide && typeof value === 'string' ? BigInt(value) : (value as Value);
      });
    });
  }
  return rows;
}
