import { randomBytes } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { unwritable } from './whole-file.ts';

/**
 * Writes a folder that appears whole or not at all: `fill` fills another beside it, which takes its name. It may be
 * new, empty, or one of which `isOwn` says that all that is in it may be replaced. Throws `output_exists` for any other,
 * `output_unwritable`, `disk_full`, `cancelled`.
 */
export async function writeWholeFolder<T>(
  path: string,
  fill: (part: string) => Promise<T>,
  { run, isOwn }: { run: Run; isOwn?: (folder: string) => Promise<boolean> },
): Promise<T> {
  const folder = await realpath(path).catch(() => path);
  const isFull = (await namesIn(folder, path)).length > 0;
  if (isFull && !(await isOwn?.(folder))) throw new AsofError('output_exists', { path });
  const suffix = randomBytes(4).toString('hex');
  const part = `${folder}.${suffix}.part`;
  try {
    await mkdir(part, { recursive: true });
    const filled = await fill(part);
    if (run.signal?.aborted) throw new AsofError('cancelled');
    if (isFull) await replace(folder, part, `${folder}.${suffix}.before`);
    else await rename(part, folder);
    return filled;
  } catch (error) {
    throw error instanceof AsofError ? error : unwritable(path, error);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Where the new one cannot take the name, the old one has it again. */
async function replace(folder: string, part: string, before: string): Promise<void> {
  await rename(folder, before);
  try {
    await rename(part, folder);
  } catch (error) {
    await rename(before, folder);
    throw error;
  }
  await rm(before, { recursive: true, force: true });
}

/** Of a folder that is not there, none. */
async function namesIn(folder: string, path: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw code === 'ENOTDIR' ? new AsofError('output_exists', { path }) : unwritable(path, error);
  }
}
