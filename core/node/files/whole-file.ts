import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';

/**
 * Writes a file that appears whole or not at all: `fill` writes to a name outside every glob, which
 * becomes the file's own when it is on the disk. Throws `output_unwritable`, `disk_full`, `cancelled`.
 */
export async function writeWhole<T>(
  path: string,
  fill: (part: string) => Promise<T>,
  run?: Run,
): Promise<{ filled: T; bytes: number }> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  await claim(path, part);
  try {
    const filled = await fill(part);
    const { size } = await sync(part);
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    await rename(part, path);
    await sync(dirname(path));
    return { filled, bytes: size };
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

/** Why the system would not write there. */
export function unwritable(path: string, cause: unknown): AsofError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AsofError('disk_full', { path }, { cause });
  const reason = (code && reasons[code]) || message.split('\n', 1)[0]!;
  return new AsofError('output_unwritable', { path, reason }, { cause });
}
