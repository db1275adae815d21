import type { WorkspaceRef } from './host-api.ts';

/** The id of an open workspace: the same reference has the same, in another process too. */
export function workspaceId(ref: WorkspaceRef): string {
  switch (ref.kind) {
    case 'lesson':
      return `lesson:${ref.id}`;
    case 'folder':
      return `folder:${ref.path}`;
    case 'files':
      return `files:${hash(JSON.stringify(ref.roles))}`;
  }
}

/** FNV-1a of 64 bits: ids are short, and tell two lists of roles apart. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const character of text) {
    value = BigInt.asUintN(64, (value ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n);
  }
  return value.toString(16);
}
