import { AsofError } from '../errors/asof-error.ts';
import type { Defined } from '../model/defined.ts';
import type { FeatureView } from '../model/views/feature-view.ts';

/** The views of those names, or all that are online. Throws what `onlineView` throws, and where there is none. */
export function onlineViewsOf(workspace: Defined, named: readonly string[]): FeatureView[] {
  const names = named.length > 0 ? [...new Set(named)] : workspace.onlineViews;
  if (names.length === 0) throw workspace.problems[0] ?? nothingOnline();
  return names.map((name) => workspace.onlineView(name));
}

function nothingOnline(): AsofError {
  const message = 'there is no feature view that is online';
  return new AsofError('bad_option', { message, expected: 'define one in asof.yaml' });
}
