import type { OpenedWorkspace } from '../core/rpc/desktop-bridge.ts';
import { inputs } from '../core/rpc/inputs.ts';
import { fields, text, type Check } from '../core/rpc/shape.ts';

const most = 10;

export const openedWorkspace: Check<OpenedWorkspace> = fields({
  name: text,
  ref: (value, place) => inputs.openWorkspace(value, place),
});

/** The list with a workspace at its head, once. */
export function remember(recent: readonly OpenedWorkspace[], opened: OpenedWorkspace): OpenedWorkspace[] {
  const key = JSON.stringify(opened.ref);
  return [opened, ...recent.filter((other) => JSON.stringify(other.ref) !== key)].slice(0, most);
}

/** What a file held: an entry that is damaged is left out. */
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
