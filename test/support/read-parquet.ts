import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import * as parquet from 'parquet-wasm/node';

/** A Parquet file through a reader that is not DuckDB: its rows as text (null is null), and its key-value metadata. */
export async function parquetRead(
  path: string,
): Promise<{ rows: Record<string, string | null>[]; metadata: Record<string, string> }> {
  const bytes = await readFile(path);
  const table = tableFromIPC(parquet.readParquet(bytes).intoIPCStream());
  const rows = table.toArray().map((row) => {
    const entries = Object.entries((row as { toJSON(): Record<string, unknown> }).toJSON());
    return Object.fromEntries(entries.map(([name, value]) => [name, value === null ? null : text(value)]));
  });
  return { rows, metadata: Object.fromEntries(table.schema.metadata) };
}

function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return String(value);
}
