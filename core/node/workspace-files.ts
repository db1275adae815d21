import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AsofError } from '../errors/asof-error.ts';
import type { WorkspaceFiles } from '../workspace/find.ts';

/** Workspaces on the local disk. Throws `file_unreadable` where there is something that cannot be read. */
export const localWorkspaces: WorkspaceFiles = {
  async readText(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
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
