import { AsofError } from '../errors/asof-error.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { KeptApi } from '../rpc/kept-api.ts';
import type { NotebookRef } from '../rpc/notebook-api.ts';
import type { KeptPlace } from './kept-answers.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls about kept answers: of a workspace that is open and trusted, and of no other. */
export function keptHandlers(
  { answers }: Pick<WorkbenchParts, 'answers'>,
  workspaces: OpenWorkspaces,
): Pick<Handlers, keyof KeptApi> {
  const placeOf = ({ workspace, name }: NotebookRef): KeptPlace => {
    const { root } = workspaces.get(workspace);
    const hint = 'save it as a workspace first';
    if (root === null) throw new AsofError('not_here', { what: 'keeping answers', where: 'without a folder', hint });
    return { root, notebook: name };
  };
  return {
    keptAnswers: async (ref) => answers.list(placeOf(ref)),
    keptNotes: async ({ cell, id, ...ref }) => answers.notes(placeOf(ref), { cell, id }),
    async keepAnswer({ cell, id, head, notes, ...ref }) {
      await answers.keep(placeOf(ref), { cell, id, head }, notes);
      return null;
    },
    async fileVersions({ workspace, tables }) {
      const { workspace: open } = workspaces.get(workspace);
      const versions = tables.map(async (name) => [name, await open.fileVersion(name)] as const);
      return Object.fromEntries(await Promise.all(versions));
    },
  };
}
