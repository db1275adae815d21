import { readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import type { Folder } from '../../rpc/host-api.ts';
import type { WorkbenchFiles } from '../../workbench/ports.ts';
import { unwritable, writeWhole } from '../files/whole-file.ts';
import { localWorkspaces } from '../workspace-files.ts';

/** The local disk, as the workbench sees it. */
export const hostFiles: WorkbenchFiles = {
  ...localWorkspaces,
  env: process.env,
  listFolder,
  writeNew,
  replace: async (path, text) => void (await writeWhole(path, (part) => writeFile(part, text))),
  resolve: (folder, path) => (folder ? resolve(folder, path) : resolve(homedir(), path)),
  relative(folder, path) {
    const inside = relative(folder, path);
    const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return (outside ? path : inside).replaceAll(sep, '/');
  },
  written: () => null,
};

/** Names that begin with a dot are left out: what they hold is not for people. */
async function listFolder(path: string | null): Promise<Folder> {
  const folder = resolve(path ?? homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new AsofError('file_missing', { path: folder }, { cause });
    const reason = cause.code === 'ENOTDIR' ? 'it is a file' : (cause.code ?? cause.message);
    throw new AsofError('file_unreadable', { path: folder, format: 'a folder', reason }, { cause });
  });
  const shown = entries.filter((entry) => !entry.name.startsWith('.'));
  const names = (folders: boolean): string[] =>
    shown
      .filter((entry) => entry.isDirectory() === folders)
      .map((entry) => entry.name)
      .sort((a, b) => a.localeCompare(b, 'en'));
  const files = names(false);
  const parent = localWorkspaces.parent(folder);
  return { path: folder, parent, folders: names(true), files, isWorkspace: files.includes('asof.yaml') };
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw new AsofError('output_exists', { path }, { cause });
    throw unwritable(path, cause);
  }
}
