import { AsofError } from '../errors/asof-error.ts';
import { isNotebook } from '../notebook/file/parts.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { NotebookApi, NotebookRef } from '../rpc/notebook-api.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/** A lesson's text, which stands above its cells. */
const lessonText = 'readme.md';

/** Answers the calls about notebooks: of files in the folder of a workspace that is open and trusted, and of no other. */
export function notebookHandlers(
  { notebooks, files }: Pick<WorkbenchParts, 'notebooks' | 'files'>,
  workspaces: OpenWorkspaces,
): Pick<Handlers, keyof NotebookApi> {
  const pathOf = ({ workspace, name }: NotebookRef): string => {
    const { root, ref } = workspaces.get(workspace);
    const message = `"${name}" is no name of a notebook`;
    if (!/^[^./\\\0][^/\\\0]*\.md$/i.test(name) || (ref.kind === 'lesson' && name.toLowerCase() === lessonText))
      throw new AsofError('bad_option', { message, expected: 'write a name that ends in .md, without folders' });
    const hint = 'save it as a workspace first';
    if (root === null) throw new AsofError('not_here', { what: 'a notebook', where: 'without a folder', hint });
    return files.inside(root, name);
  };
  return {
    async notebooks({ workspace }) {
      const { root, ref } = workspaces.get(workspace);
      if (root === null) return [];
      const found = (await notebooks.list(root)).filter(
        ({ name }) => ref.kind !== 'lesson' || name.toLowerCase() !== lessonText,
      );
      const isOne = await Promise.all(
        found.map(({ path }) =>
          notebooks.read(path).then(
            ({ text }) => isNotebook(text),
            () => false,
          ),
        ),
      );
      return found.filter((_, i) => isOne[i]).map(({ name }) => name);
    },
    openNotebook: async (ref) => notebooks.read(pathOf(ref)),
    saveNotebook: async ({ text, base, ...ref }) => notebooks.save(pathOf(ref), text, base),
    notebookChanged: async ({ revision, ...ref }, { signal }) => ({
      revision: await notebooks.changed(pathOf(ref), revision, signal),
    }),
    notebookVersions: async (ref) => notebooks.versions(pathOf(ref)),
    notebookVersion: async ({ id, ...ref }) => ({ text: await notebooks.version(pathOf(ref), id) }),
  };
}
