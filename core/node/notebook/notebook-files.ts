import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AsofError } from '../../errors/asof-error.ts';
import type { NotebookText } from '../../rpc/notebook-api.ts';
import type { NotebookFiles } from '../../workbench/notebook-files.ts';
import { writeWhole } from '../files/whole-file.ts';
import { keepVersion, readVersion, versionsOf } from './versions.ts';

/** More than anybody writes by hand, outputs not being in the file. */
const longest = 20_000_000;
/** Looking, and not `fs.watch`: network drives and containers tell nothing, and a replaced file is another file. */
const lookEveryMs = 1000;
const restMs = 100;

/** Notebooks on the local disk. */
export const localNotebooks: NotebookFiles = {
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.md$/i.test(entry.name))
      .map(({ name }) => ({ name, path: join(folder, name) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  },

  async read(path) {
    const found = await lookAt(path);
    if (found === null) throw new AsofError('file_missing', { path });
    return found;
  },

  async save(path, text, base) {
    const now = await lookAt(path);
    const next = revisionOf(Buffer.from(text));
    if (now?.revision === next) return { saved: true, revision: next };
    if ((now?.revision ?? null) !== base) return { saved: false, now };
    // What the user reaches by a link stays a link, and who may read it stays who may.
    const file = now === null ? path : await realpath(path);
    const mode = now === null ? null : (await stat(file)).mode;
    if (now !== null) await keepVersion(file, now.text);
    await writeWhole(file, async (part) => {
      await writeFile(part, text);
      if (mode !== null) await chmod(part, mode);
    });
    return { saved: true, revision: next };
  },

  async changed(path, revision, signal) {
    let stamp: string | null = null;
    let other: string | null | undefined;
    for (;;) {
      const seen = await stampOf(path);
      if (seen !== stamp) {
        stamp = seen;
        const now = (await lookAt(path))?.revision ?? null;
        // Many programs write in place: what was found half-way is another a moment later.
        if (now !== revision && now === other) return now;
        other = now;
        if (now !== revision) stamp = null;
      }
      await wait(stamp === null ? restMs : lookEveryMs, undefined, { signal }).catch((cause: unknown) => {
        throw new AsofError('cancelled', {}, { cause });
      });
    }
  },

  versions: async (path) => versionsOf(await realpath(path).catch(() => path)),
  version: async (path, id) => readVersion(await realpath(path).catch(() => path), id),
};

function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Another wherever the file is. */
async function stampOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? 'gone' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/** What lies there now; null where nothing does. */
async function lookAt(path: string): Promise<NotebookText | null> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > longest)
      throw unreadable(path, found.isFile() ? 'it is too large' : 'it is no file');
    const bytes = await readFile(path);
    return { text: decode(path, bytes), revision: revisionOf(bytes) };
  } catch (cause) {
    if (cause instanceof AsofError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, code ?? message, cause);
  }
}

/** Every byte is in the text, or it is not read: what was read with loss would be saved with loss. */
function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(path, 'it is not UTF-8', cause);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): AsofError {
  const params = { path, format: 'a notebook', reason, hint: 'a notebook is Markdown in UTF-8' };
  return new AsofError('file_unreadable', params, { where: { file: path }, cause });
}
