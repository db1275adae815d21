import { readFile, writeFile } from 'node:fs/promises';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { Table, writeParquet } from 'parquet-wasm/node';
import { AsofError } from '../../errors/asof-error.ts';
import { ipcStreamOf } from '../../table/arrow-file.ts';

/** Turns an Arrow or Feather file, compressed or not, into a Parquet file that DuckDB reads. */
export async function arrowToParquet(path: string, target: string): Promise<void> {
  const bytes = await readFile(path);
  const table = tableOf(path, bytes, ipcStreamOf(path, bytes));
  await writeFile(target, writeParquet(table));
}

/** Arrow's own JavaScript writes files whose schema is in the footer alone; only Arrow's own JavaScript reads them. */
function tableOf(path: string, file: Uint8Array, stream: Uint8Array): Table {
  try {
    return Table.fromIPCStream(stream);
  } catch (cause) {
    try {
      return Table.fromIPCStream(tableToIPC(tableFromIPC(file), 'stream'));
    } catch {
      const reason = String(cause).replace(/^(?:[\w ]*[Ee]rror: )+/, '');
      throw new AsofError('file_unreadable', { path, format: 'Arrow', reason }, { where: { file: path }, cause });
    }
  }
}
