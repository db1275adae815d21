import type { OpenedWorkspace, WorkspaceRef } from './host-api.ts';
import { inputs } from './inputs.ts';
import { fields, shortText, type Check } from '../types/shape.ts';

/** How many are listed of those that can always be opened again from where they are. */
export const mostRecent = 10;

export const openedWorkspace: Check<OpenedWorkspace> = fields({
  name: shortText,
  ref: (value, place) => inputs.openWorkspace(value, place),
});

/** The list with a workspace at its head, once. Lessons are always there, and are not in it. */
export function rememberWorkspace(recent: readonly OpenedWorkspace[], opened: OpenedWorkspace): OpenedWorkspace[] {
  if (opened.ref.kind === 'lesson') return [...recent];
  return [opened, ...forgetWorkspace(recent, opened.ref)].slice(0, mostRecent);
}

/** The list without a workspace. */
export function forgetWorkspace(recent: readonly OpenedWorkspace[], ref: WorkspaceRef): OpenedWorkspace[] {
  const key = JSON.stringify(ref);
  return recent.filter((other) => JSON.stringify(other.ref) !== key);
}

/** What was kept: an entry that is damaged is left out. */
export function parseRecent(saved: unknown): OpenedWorkspace[] {
  if (!Array.isArray(saved)) return [];
  return saved.slice(0, mostRecent).flatMap((entry: unknown) => {
    try {
      return [openedWorkspace(entry, 'recent')];
    } catch {
      return [];
    }
  });
}
