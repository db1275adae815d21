import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AsofError } from '../errors/asof-error.ts';
import type { WorkspaceFiles } from '../workspace/find.ts';

/** More than anybody writes by hand. */
const longestText = 1_000_000;

/** Workspaces on the local disk. Throws `file_unreadable` where there is something that cannot be read. */
export const localWorkspaces: WorkspaceFiles = {
  async readText(path) {
    try {
      // A device or a pipe called asof.yaml would be read for ever.
      const { size, isFile } = await sizeOf(path);
      if (!isFile || size > longestText) {
        const reason = isFile ? 'it is too large' : 'it is not a file';
        const params = { path, format: 'text', reason, hint: 'is it what was meant to be there?' };
        throw new AsofError('file_unreadable', params, { where: { file: path } });
      }
      return await readFile(path, 'utf8');
    } catch (cause) {
      if (cause instanceof AsofError) throw cause;
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      const params = { path, format: 'text', reason: code ?? message, hint: 'may you read it?' };
      throw new AsofError('file_unreadable', params, { where: { file: path }, cause });
    }
  },
  inside: join,
  parent(folder) {
    const parent = dirname(folder);
    return parent === folder ? null : parent;
  },
};

async function sizeOf(path: string): Promise<{ size: number; isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}
