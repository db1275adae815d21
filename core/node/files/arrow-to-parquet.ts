import { readFile, writeFile } from 'node:fs/promises';
import { mostUnpacked, readArrow } from '../../table/arrow/read-arrow.ts';
import { unreadable } from '../../table/arrow/unreadable.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';
import { withParquetWasm } from './parquet-wasm.ts';

/**
 * Turns an Arrow or Feather file into a Parquet file, which DuckDB reads. `memory` is how many bytes
 * the engine may use. Throws `file_unreadable`.
 */
export async function arrowToParquet(path: string, target: string, memory: number): Promise<void> {
  const { bytes, fields } = readArrow(path, await readFile(path), Math.min(memory, mostUnpacked));
  requireUniqueColumns(
    path,
    fields.map(({ name }) => name),
  );
  await writeFile(target, toParquet(path, bytes));
}

function toParquet(path: string, stream: Uint8Array): Uint8Array {
  try {
    return withParquetWasm(({ Table, writeParquet }) => writeParquet(Table.fromIPCStream(stream)));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
