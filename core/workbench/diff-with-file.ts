import { askDiff } from '../ask/diff.ts';
import type { DiffReport } from '../diff/report.ts';
import { noDefinitions, readDefinitions } from '../model/read.ts';
import { notebookUses } from './notebook-uses.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/**
 * What becomes otherwise where an open workspace's `asof.yaml` is read again: nothing is read yet for those who use it.
 * Null where the file says what was read. Throws `file_unreadable`.
 */
export async function diffWithFile(
  { snapshot: { root }, text: opened }: OpenWorkspace,
  { files, notebooks }: Pick<WorkbenchParts, 'files' | 'notebooks'>,
): Promise<DiffReport | null> {
  if (root === null) return null;
  const now = await files.readText(files.inside(root, 'asof.yaml'));
  if (now === opened) return null;
  const version = (name: string, text: string | null) => ({
    name,
    read: text === null ? noDefinitions() : readDefinitions(text, 'asof.yaml', files.env),
  });
  const uses = { notebooks: () => notebookUses(notebooks, root) };
  return askDiff(uses, [version('what is open', opened), version('asof.yaml', now)]);
}
