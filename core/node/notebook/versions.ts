import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import type { NotebookVersion } from '../../rpc/notebook-api.ts';
import { userDataFolder } from '../user-data.ts';

/**
 * What a notebook was before it was saved over, among the user's own data and not in the folder, which may be a
 * repository. A version's name is when it was kept, in milliseconds.
 */
const hour = 3_600_000;
const day = 24 * hour;
const mostBytes = 20_000_000;

/** Keeps a version, and thins out older ones. What cannot be kept is no reason not to save. */
export async function keepVersion(path: string, text: string): Promise<void> {
  try {
    const folder = folderOf(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const at = Date.now();
    await writeFile(join(folder, `${at}.md`), text, { mode: 0o600 });
    const kept = await versionsOf(path);
    await Promise.all(spare(kept, at).map(({ id }) => rm(join(folder, `${id}.md`), { force: true })));
  } catch {
    return;
  }
}

/** Newest first. */
export async function versionsOf(path: string): Promise<NotebookVersion[]> {
  const folder = folderOf(path);
  const names = await readdir(folder).catch(() => []);
  const ids = names.flatMap((name) => /^(\d+)\.md$/.exec(name)?.[1] ?? []);
  const versions = ids.map(async (id) => {
    const { size } = await stat(join(folder, `${id}.md`));
    return { id, at: BigInt(id) * 1000n, bytes: size };
  });
  return (await Promise.all(versions)).sort((a, b) => Number(b.at - a.at));
}

/** Throws `file_missing`. */
export async function readVersion(path: string, id: string): Promise<string> {
  const file = join(folderOf(path), `${/^\d+$/.test(id) ? id : 'none'}.md`);
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AsofError('file_missing', { path: file }, { cause });
  });
}

/**
 * Those that can go, of versions that are newest first: all of the last hour stay, then the newest of each hour of
 * a day, then of each day; of what is too much together, the oldest go.
 */
export function spare(versions: readonly NotebookVersion[], now: number): NotebookVersion[] {
  const taken = new Set<string>();
  let bytes = 0;
  return versions.filter((version) => {
    const at = Number(version.id);
    const age = now - at;
    const slot = age < hour ? version.id : age < day ? `h${Math.floor(at / hour)}` : `d${Math.floor(at / day)}`;
    const isSpare = taken.has(slot) || (taken.size > 0 && bytes + version.bytes > mostBytes);
    if (!isSpare) bytes += version.bytes;
    taken.add(slot);
    return isSpare;
  });
}

function folderOf(path: string): string {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return join(userDataFolder(), 'notebooks', name);
}
