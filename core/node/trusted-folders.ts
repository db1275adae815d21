import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trustInMemory, type Trust } from '../workbench/trust.ts';
import { userDataFolder } from './user-data.ts';

/**
 * The folders that this user trusts, by their real paths: one small file each in the user's own data
 * folder, which only the user can read. So two programs never write over each other, and without its file
 * a folder is trusted no longer. Where it cannot be written, the trust lasts as long as the program.
 */
export function trustedFolders(folder: string = userDataFolder()): Trust {
  const place = join(folder, 'trusted');
  const session = trustInMemory();
  const fileOf = (path: string): string => join(place, createHash('sha256').update(path).digest('hex'));
  return {
    async isTrusted(root) {
      const path = await realpath(root).catch(() => null);
      if (path === null) return false;
      if (await session.isTrusted(path)) return true;
      return (await readFile(fileOf(path), 'utf8').catch(() => null)) === `${path}\n`;
    },
    async trust(root) {
      const path = await realpath(root);
      await session.trust(path);
      try {
        await mkdir(place, { recursive: true, mode: 0o700 });
        await writeFile(fileOf(path), `${path}\n`, { mode: 0o600 });
      } catch {
        return;
      }
    },
    async distrust(root) {
      const path = await realpath(root);
      await session.distrust(path);
      await rm(fileOf(path), { force: true });
    },
  };
}
