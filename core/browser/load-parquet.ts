import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { Refused } from '../table/arrow/batch-cursor.ts';
import { plainStream } from '../table/arrow/plain-stream.ts';
import { mostUnpacked, unreadable } from '../table/arrow/read-arrow.ts';
import { Budget, TooLarge } from '../table/arrow/vector.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import type { WasmEngine } from './duckdb-wasm.ts';
import type { ParquetClient } from './parquet/parquet-client.ts';

/** After so many rows it is known how much room one takes. */
const sample = 1 << 16;

/**
 * Reads a Parquet file into a new table, batch by batch: DuckDB-Wasm has no Parquet reader of its own.
 * Gives what pandas says of the file, where it wrote it. Throws `file_unreadable`, also where the table
 * would not fit into the page.
 */
export function loadParquet(
  engine: WasmEngine,
  parquet: ParquetClient,
  path: string,
  content: Blob | Uint8Array,
  table: string,
  run?: Run,
): Promise<string | undefined> {
  return parquet.use(async (ask) => {
    try {
      const blob = content instanceof Uint8Array ? new Blob([content as BlobPart]) : content;
      const { rows, bytes, pandas } = await ask({ call: 'open', content: blob });
      new Budget(mostUnpacked).spend(bytes);
      let [read, size] = [0, 0];
      for (let batch = await ask({ call: 'next' }); batch; batch = await ask({ call: 'next' })) {
        if (run?.signal?.aborted) throw new AsofError('cancelled');
        const plain = plainStream(batch.stream, {}, mostUnpacked);
        const first = read === 0;
        if (first) {
          requireUniqueColumns(
            path,
            plain.fields.map(({ name }) => name),
          );
        }
        [read, size] = [read + batch.rows, size + plain.size];
        // A value that is written once for many rows takes its place for each of them.
        if (read >= sample) new Budget(mostUnpacked).spend((size / read) * rows);
        await engine.insertArrow(table, plain.bytes, first);
        if (rows > 0) run?.progress?.({ step: `reading ${path}`, fraction: read / rows });
      }
      return pandas;
    } catch (error) {
      throw error instanceof AsofError ? error : incomplete(path, error);
    }
  });
}

function incomplete(path: string, cause: unknown): AsofError {
  if (cause instanceof Refused) return unreadable(path, cause, 'Parquet');
  const reason = cause instanceof TooLarge ? cause.message : 'it is incomplete or not Parquet';
  const hint = cause instanceof TooLarge ? 'open it on the desktop, or with asof serve' : '';
  const params = { path, format: 'Parquet', reason, ...(hint && { hint }) };
  return new AsofError('file_unreadable', params, { where: { file: path }, cause });
}
