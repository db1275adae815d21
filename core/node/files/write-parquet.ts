import type { Engine, Run } from '../../engine/engine.ts';
import { forParquet } from '../../engine/leaving-types.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import { unwritable, writeWhole } from './whole-file.ts';

/**
 * Distinct values of a column in a row group. DuckDB's own limit is twice that; measured on features of
 * many values, looking for that many took a fifth of the writing, and the file was none the smaller.
 */
const dictionaryLimit = 10_000;

/** A query's rows as a Parquet file that appears whole or not at all. */
export async function writeParquetFile(
  engine: Engine,
  query: Sql,
  path: string,
  metadata: Record<string, string>,
  run?: Run,
): Promise<{ path: string; bytes: number; rows: number }> {
  const written = await writeWhole(path, (part) => copy(engine, query, path, part, metadata, run), run);
  return { path, bytes: written.bytes, rows: written.filled };
}

async function copy(
  engine: Engine,
  query: Sql,
  path: string,
  part: string,
  metadata: Record<string, string>,
  run?: Run,
): Promise<number> {
  const pairs = Object.entries(metadata).map(([key, value]) => sql`${key}: ${value}`);
  const keyValues = pairs.length > 0 ? sql`, KV_METADATA {${join(pairs)}}` : sql``;
  try {
    const [written] = await engine.rows<{ Count: bigint }>(
      sql`COPY (${forParquet(query, await engine.columns(query))}) TO ${part} (FORMAT parquet, USE_TMP_FILE false, DICTIONARY_SIZE_LIMIT ${dictionaryLimit}${keyValues})`,
      run,
    );
    return Number(written!.Count);
  } catch (error) {
    if (error instanceof AsofError && error.code === 'disk_full')
      throw new AsofError('disk_full', { path }, { cause: error.cause });
    if (error instanceof AsofError && error.code === 'file_unreadable' && String(error.cause).includes(part))
      throw unwritable(path, error.cause);
    throw error;
  }
}
