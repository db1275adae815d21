import type * as parquetWasm from 'parquet-wasm/esm';
import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import { Refused } from '../table/arrow/batch-cursor.ts';
import { mostUnpacked, unreadable } from '../table/arrow/read-arrow.ts';
import { plainStream } from '../table/arrow/plain-stream.ts';
import type { WasmEngine } from './duckdb-wasm.ts';

/** The module, ready to use: what `parquet-wasm/esm` is after its `init`, and `parquet-wasm/node` at once. */
export type ParquetWasm = Pick<
  typeof parquetWasm,
  'ParquetFile' | 'Table' | 'WriterPropertiesBuilder' | 'writeParquet'
>;

const batchSize = 1 << 16;

/**
 * Reads a Parquet file into a new table, batch by batch: DuckDB-Wasm has no Parquet reader of its own.
 * Gives what pandas says of the file, where it wrote it.
 */
export async function loadParquet(
  engine: WasmEngine,
  parquet: ParquetWasm,
  path: string,
  content: Blob | Uint8Array,
  table: string,
  run?: Run,
): Promise<string | undefined> {
  const file = await open(parquet, path, content);
  const metadata = file.metadata().fileMetadata();
  const total = metadata.numRows();
  const pandas = (metadata.keyValueMetadata() as Map<string, string>).get('pandas');
  let read = 0;
  const insert = async (stream: Uint8Array) => {
    const { fields, bytes } = plainStream(stream, {}, mostUnpacked);
    if (read === 0)
      requireUniqueColumns(
        path,
        fields.map(({ name }) => name),
      );
    await engine.insertArrow(table, bytes, read === 0);
  };
  try {
    if (total === 0) {
      await insert((await file.read()).intoIPCStream());
      return pandas;
    }
    const batches = (await file.stream({ batchSize })).getReader() as ReadableStreamDefaultReader<Batch>;
    for (let next = await batches.read(); !next.done; next = await batches.read()) {
      if (run?.signal?.aborted) throw new AsofError('cancelled');
      const rows = next.value.numRows;
      await insert(next.value.intoIPCStream());
      read += rows;
      run?.progress?.({ step: `reading ${path}`, fraction: read / total });
    }
    return pandas;
  } catch (error) {
    throw error instanceof AsofError ? error : incomplete(path, error);
  }
}

interface Batch {
  numRows: number;
  intoIPCStream(): Uint8Array;
}

async function open(parquet: ParquetWasm, path: string, content: Blob | Uint8Array) {
  try {
    return await parquet.ParquetFile.fromFile(
      content instanceof Uint8Array ? new Blob([content as BlobPart]) : content,
    );
  } catch (error) {
    throw incomplete(path, error);
  }
}

function incomplete(path: string, cause: unknown): AsofError {
  if (cause instanceof Refused) return unreadable(path, cause, 'Parquet');
  const reason = 'it is incomplete or not Parquet';
  return new AsofError('file_unreadable', { path, format: 'Parquet', reason }, { where: { file: path }, cause });
}
