import type { DuckDBInstance } from '@duckdb/node-api';
import { ident, sql, type Sql } from '../../sql/sql.ts';

const name = ident('asof_disk');

/** The database on disk, as statements name it. */
export const disk = sql`${name}.main`;

/**
 * Attaches a new database file to one in memory. Gives what each connection has to be told, so that a name is
 * looked for in memory first, then there: a table that is moved is never missing.
 */
export async function attachDisk(instance: DuckDBInstance, path: string): Promise<Sql[]> {
  const connection = await instance.connect();
  // Parquet would change types, and so would the format of older versions.
  await connection.run(sql`ATTACH ${path} AS ${name} (STORAGE_VERSION 'latest')`.text);
  connection.closeSync();
  return [sql`SET search_path = 'memory.main,asof_disk.main'`];
}
