import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AsofError } from '../../errors/asof-error.ts';

/** Left for the rest of the machine, and for what the engine spills. */
const spareBytes = 256_000_000;
const longestName = 120;

/** Dropped files on their way into a folder; those under way share the room that is left there. */
export class Uploads {
  readonly #folder: string;
  readonly #room: () => Promise<number>;
  /** Bytes that are yet to come of all that are under way. */
  #promised = 0;

  /** @param room How many bytes may still be written. */
  constructor(folder: string, room = () => roomIn(folder)) {
    this.#folder = folder;
    this.#room = room;
  }

  /**
   * Streams a dropped file of so many bytes into a folder that its content names, and gives its path: what is dropped
   * again is found there again, and names may repeat. What there is no room for is refused before a byte is read, and
   * an upload that does not end leaves nothing behind. Throws `disk_full`, `output_unwritable`.
   */
  async save(name: string, content: Readable, bytes: number): Promise<string> {
    // It may end before anybody reads it; who reads it then is told.
    content.on('error', () => {});
    const room = await this.#room();
    if (bytes > room - this.#promised) throw new AsofError('disk_full', { path: name });
    this.#promised += bytes;
    let left = bytes;
    try {
      return await write(this.#folder, name, content, (written) => {
        left -= written;
        this.#promised -= written;
        if (left < 0) throw new AsofError('disk_full', { path: name });
      });
    } finally {
      this.#promised -= left;
    }
  }
}

async function write(folder: string, name: string, content: Readable, count: (bytes: number) => void) {
  const own = await mkdtemp(join(folder, 'drop-'));
  const path = join(own, safeName(name));
  const hash = createHash('sha256');
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          count(chunk.length);
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    const kept = join(folder, hash.digest('hex').slice(0, 20));
    await mkdir(kept, { recursive: true, mode: 0o700 });
    await rename(path, join(kept, safeName(name)));
    return join(kept, safeName(name));
  } catch (error) {
    if (error instanceof AsofError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new AsofError('disk_full', { path: name });
    throw new AsofError(
      'output_unwritable',
      { path: name, reason: String((error as Error).message) },
      { cause: error },
    );
  } finally {
    await rm(own, { recursive: true, force: true });
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
