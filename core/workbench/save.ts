import { AsofError } from '../errors/asof-error.ts';
import { newDefinitions } from '../model/write.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/**
 * Writes an unnamed workspace's definitions into a folder's new `asof.yaml`, with paths as they are written there,
 * and gives its path. Files that nobody else has are copied beside it. Throws `output_exists`, `output_unwritable`,
 * `disk_full`.
 */
export async function saveDefinitions(
  { ref, workspace }: OpenWorkspace,
  folder: string,
  { files, kept }: Pick<WorkbenchParts, 'files' | 'kept'>,
): Promise<string> {
  if (ref.kind !== 'files') {
    throw new AsofError('not_here', { what: 'saving definitions', where: 'in a workspace that has an asof.yaml' });
  }
  const path = files.inside(folder, 'asof.yaml');
  if ((await files.readText(path)) !== null) throw new AsofError('output_exists', { path });
  const { definitions } = workspace;
  const { sources, labels } = definitions;
  const copies = await kept.handOver(
    [...sources, ...labels].map((one) => one.path),
    folder,
  );
  const moved = <T extends { path: string }>(one: T): T => ({
    ...one,
    path: files.relative(folder, copies.get(one.path) ?? one.path),
  });
  await files.writeNew(
    path,
    newDefinitions({ ...definitions, sources: sources.map(moved), labels: labels.map(moved) }),
  );
  return path;
}
