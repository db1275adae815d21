import { fingerprint } from '../text/fingerprint.ts';
import type { WorkspaceRef } from './host-api.ts';

/** The id of an open workspace: the same reference has the same, in another process too. */
export function workspaceId(ref: WorkspaceRef): string {
  switch (ref.kind) {
    case 'lesson':
      return `lesson:${ref.id}`;
    case 'folder':
      return `folder:${ref.path}`;
    case 'files':
      return `files:${fingerprint(JSON.stringify(ref.roles))}`;
  }
}
