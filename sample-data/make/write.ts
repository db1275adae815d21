import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';

export type Cell = string | number | null;

/** Writes rows as CSV; a null is an empty field. Values hold no comma, quote or line break. */
export function writeCsv<T extends Record<string, Cell>>(path: string, rows: readonly T[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, [columns.join(','), ...lines, ''].join('\n'));
}

/** Writes rows as Parquet; `types` gives each column's DuckDB type, in order. */
export async function writeParquet<T extends Record<string, Cell>>(
  path: string,
  types: Record<keyof T & string, string>,
  rows: readonly T[],
): Promise<void> {
  const csv = `${path}.csv`;
  writeCsv(csv, rows);
  await withDuckDb((connection) =>
    copyToParquet(connection, path, sql`FROM read_csv(${csv}, header = true, columns = ${struct(types)})`),
  );
  rmSync(csv);
}

/** One thread and one row group: the same rows give the same bytes (for one version of DuckDB). */
export async function copyToParquet(connection: DuckDBConnection, path: string, query: Sql): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await connection.run(
    sql`COPY (${query}) TO ${path} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 1000000)`.text,
  );
}

export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function struct(types: Record<string, string>): Sql {
  return sql`{${join(Object.entries(types).map(([name, type]) => sql`${ident(name)}: ${type}`))}}`;
}
