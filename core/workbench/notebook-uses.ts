import { toWire } from '../errors/asof-error.ts';
import type { NotebookUse } from '../catalog/notebook-use.ts';
import { isNotebook } from '../notebook/file/parts.ts';
import { useOfNotebook } from '../notebook/notebook-use.ts';
import type { NotebookFiles } from './notebook-files.ts';

/** What the notebooks of a folder ask for, by name. One that cannot be read says why. */
export async function notebookUses(
  notebooks: Pick<NotebookFiles, 'list' | 'read'>,
  folder: string,
): Promise<NotebookUse[]> {
  const found = (await notebooks.list(folder)).map(async ({ name, path }): Promise<NotebookUse[]> => {
    try {
      const { text } = await notebooks.read(path);
      return isNotebook(text) ? [useOfNotebook(text, name)] : [];
    } catch (error) {
      const problem = `${name} cannot be read, so that what it uses is not known: ${toWire(error).title}`;
      return [{ name, title: null, cells: [], problem }];
    }
  });
  return (await Promise.all(found)).flat();
}
