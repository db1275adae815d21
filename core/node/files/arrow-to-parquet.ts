import { readFile, writeFile } from 'node:fs/promises';
import { Table, writeParquet } from 'parquet-wasm/node';
import { readArrow } from '../../table/arrow-file.ts';

/** Turns an Arrow or Feather file into a Parquet file, which DuckDB reads. */
export async function arrowToParquet(path: string, target: string): Promise<void> {
  await writeFile(target, writeParquet(readArrow(path, await readFile(path), Table)));
}
