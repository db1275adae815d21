import type { OpenedWorkspace } from './desktop-bridge.ts';
import type { WorkspaceRef } from './host-api.ts';
import { inputs } from './inputs.ts';
import { fields, text, type Check } from '../question/shape.ts';

const most = 10;

export const openedWorkspace: Check<OpenedWorkspace> = fields({
  name: text,
  ref: (value, place) => inputs.openWorkspace(value, place),
});

/** The list with a workspace at its head, once. Lessons are always there, and are not in it. */
export function remember(recent: readonly OpenedWorkspace[], opened: OpenedWorkspace): OpenedWorkspace[] {
  if (opened.ref.kind === 'lesson') return [...recent];
  return [opened, ...forget(recent, opened.ref)].slice(0, most);
}

/** The list without a workspace. */
export function forget(recent: readonly OpenedWorkspace[], ref: WorkspaceRef): OpenedWorkspace[] {
  const key = JSON.stringify(ref);
  return recent.filter((other) => JSON.stringify(other.ref) !== key);
}

/** What was kept: an entry that is damaged is left out. */
export function parseRecent(saved: unknown): OpenedWorkspace[] {
  if (!Array.isArray(saved)) return [];
  return saved.slice(0, most).flatMap((entry: unknown) => {
    try {
      return [openedWorkspace(entry, 'recent')];
    } catch {
      return [];
    }
  });
}
