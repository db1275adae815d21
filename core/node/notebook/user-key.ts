import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userDataFolder } from '../user-data.ts';

const keyBytes = 32;
const made = new Map<string, Promise<Buffer>>();

/** A key that nobody but this user has: what is signed with it, this user has kept. Throws where it can be neither read nor made. */
export function userKey(): Promise<Buffer> {
  const folder = userDataFolder();
  const known = made.get(folder) ?? readOrMake(folder);
  made.set(folder, known);
  known.catch(() => made.delete(folder));
  return known;
}

async function readOrMake(folder: string): Promise<Buffer> {
  const path = join(folder, 'key');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Of two programs that begin at once, the first makes it.
  await writeFile(path, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 }).catch(() => undefined);
  const key = await readFile(path);
  if (key.length !== keyBytes) throw new Error('the key is cut');
  return key;
}
