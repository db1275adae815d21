import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';

/** Writes to a name outside every glob, and gives the file its own name when it is whole and on the disk. */
export async function writeParquetFile(
  engine: Engine,
  query: Sql,
  path: string,
  metadata: Record<string, string>,
  run?: Run,
): Promise<{ path: string; bytes: number; rows: number }> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  await claim(path, part);
  try {
    const rows = await copy(engine, query, path, part, metadata, run);
    const { size } = await sync(part);
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    await rename(part, path);
    await sync(dirname(path));
    return { path, bytes: size, rows };
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof AsofError ? error : unwritable(path, error);
  }
}

/** Makes the empty part, so that a folder that cannot be written to says why itself. */
async function claim(path: string, part: string): Promise<void> {
  const target = await stat(path).catch(() => null);
  if (target?.isDirectory()) throw new AsofError('output_unwritable', { path, reason: 'it is a folder' });
  try {
    await (await open(part, 'wx')).close();
  } catch (error) {
    throw unwritable(path, error);
  }
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
      sql`COPY (${query}) TO ${part} (FORMAT parquet, USE_TMP_FILE false${keyValues})`,
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

async function sync(path: string): Promise<{ size: number }> {
  const file = await open(path);
  try {
    await file.sync();
    return await file.stat();
  } finally {
    await file.close();
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
};

function unwritable(path: string, cause: unknown): AsofError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AsofError('disk_full', { path }, { cause });
  return new AsofError(
    'output_unwritable',
    { path, reason: (code && reasons[code]) || message.split('\n', 1)[0]! },
    { cause },
  );
}
