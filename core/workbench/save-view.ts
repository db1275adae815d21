import type { AnyView } from '../model/views/any-view.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { Env } from '../model/reading.ts';
import { readDefinitions } from '../model/read.ts';
import { putDefinition } from '../model/write.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchFiles } from './ports.ts';

/** The text of an `asof.yaml` with a view in it. */
export function withView(text: string, view: AnyView, env: Env): string {
  return putDefinition(text, 'feature_views', view, env);
}

/** Writes a view into the workspace's `asof.yaml`, and gives its path. Throws what is wrong with the view, `output_unwritable`. */
export async function saveView(
  { snapshot, text: opened }: OpenWorkspace,
  files: WorkbenchFiles,
  view: AnyView,
): Promise<string> {
  if (snapshot.root === null || opened === null)
    throw new AsofError('not_here', { what: 'saving a view', where: 'in a workspace that has no asof.yaml' });
  const path = files.inside(snapshot.root, 'asof.yaml');
  // As it is now, not as it was opened: somebody may be editing it.
  const text = withView((await files.readText(path)) ?? opened, view, files.env);
  const { unsound } = readDefinitions(text, 'asof.yaml', files.env);
  const broken = unsound.find(({ what, name }) => what === 'feature view' && name === view.name);
  if (broken) throw broken.problem;
  await files.replace(path, text);
  return path;
}
