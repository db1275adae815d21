import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AsofError } from '../../errors/asof-error.ts';

/** Left for the rest of the machine, and for what the engine spills. */
const spareBytes = 256_000_000;
const longestName = 120;

/**
 * Streams a dropped file into a new folder inside `folder` and gives its path. Names may repeat; an
 * upload that does not end leaves nothing behind. Throws `disk_full`, `file_unreadable`.
 */
export async function saveUpload(
  folder: string,
  name: string,
  content: Readable,
  room = roomIn(folder),
): Promise<string> {
  // Awaited together: where the folder is gone both fail, and a failure that nobody awaits ends the process.
  const [own, most] = await Promise.all([mkdtemp(join(folder, 'drop-')), room]);
  const path = join(own, safeName(name));
  let bytes = 0;
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > most) throw new AsofError('disk_full', { path: name });
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    return path;
  } catch (error) {
    await rm(join(path, '..'), { recursive: true, force: true });
    if (error instanceof AsofError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new AsofError('disk_full', { path: name });
    throw new AsofError(
      'output_unwritable',
      { path: name, reason: String((error as Error).message) },
      { cause: error },
    );
  }
}

/** A file's name that stays inside a folder and keeps its ending, whatever was sent. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // eslint's no-control-regex would forbid the range: control characters go by their category.
  const plain = last
    .replaceAll(/\p{Cc}|[<>:"|?*]/gu, '_')
    .replace(/^\.+/, '')
    .trim();
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 ? plain.slice(dot).slice(0, 20) : '';
  const stem = (ending ? plain.slice(0, dot) : plain).slice(0, longestName);
  return stem + ending || 'dropped';
}

async function roomIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize - spareBytes;
}
