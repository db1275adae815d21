import { AsofError } from '../errors/asof-error.ts';
import type { Definitions } from '../model/definitions.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchFiles } from './ports.ts';

/** The definitions of an unnamed workspace, with paths as they are written in a folder's `asof.yaml`. */
export function definitionsToSave(
  { ref, workspace }: OpenWorkspace,
  folder: string,
  files: Pick<WorkbenchFiles, 'relative'>,
): Definitions {
  if (ref.kind !== 'files') {
    throw new AsofError('not_here', { what: 'saving definitions', where: 'in a workspace that has an asof.yaml' });
  }
  const { definitions } = workspace;
  const moved = <T extends { path: string }>(one: T): T => ({ ...one, path: files.relative(folder, one.path) });
  return { ...definitions, sources: definitions.sources.map(moved), labels: definitions.labels.map(moved) };
}
