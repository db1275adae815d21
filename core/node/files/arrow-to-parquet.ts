import { readFile, writeFile } from 'node:fs/promises';
import * as zlib from 'node:zlib';
import { Table, writeParquet } from 'parquet-wasm/node';
import { readArrow } from '../../table/arrow/read-arrow.ts';

/** Since Node 22.15, which Electron has. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (packed: Uint8Array) => Uint8Array };

/** Turns an Arrow or Feather file into a Parquet file, which DuckDB reads. */
export async function arrowToParquet(path: string, target: string): Promise<void> {
  const more = zstdDecompressSync ? { 1: zstdDecompressSync } : {};
  await writeFile(target, writeParquet(readArrow(path, await readFile(path), Table, more)));
}
