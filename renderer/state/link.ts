import type { WorkspaceRef } from '../../core/rpc/host-api.ts';
import { workspaceId } from '../../core/rpc/workspace-id.ts';

/** What an address says behind its `#`: a workspace by its id, a notebook in it, a cell in that. */
export interface Link {
  workspace: string;
  notebook: string | null;
  cell: string | null;
}

const kinds: readonly string[] = ['lesson', 'folder', 'files'] satisfies WorkspaceRef['kind'][];

/** `#folder=/home/me/churn&notebook=spring.md&cell=late_rows`. Of files it says their roles' hash, for these are long. */
export function formatLink({ workspace, notebook, cell }: Link): string {
  const [, kind = '', id = ''] = /^([a-z]+):([^]*)$/.exec(workspace) ?? [];
  const said = [[kind, id] as const, ['notebook', notebook] as const, ['cell', cell] as const];
  const pairs = said.flatMap(([key, value]) => (value === null ? [] : [`${key}=${plainly(value)}`]));
  return `#${pairs.join('&')}`;
}

/** Null where it says of no workspace. */
export function readLink(hash: string): Link | null {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const kind = kinds.find((one) => said.get(one));
  if (kind === undefined) return null;
  return { workspace: `${kind}:${said.get(kind)}`, notebook: said.get('notebook'), cell: said.get('cell') };
}

/** What to open; null where that has to be looked up, or is not for a link to say. */
export function refOf({ workspace }: Link): WorkspaceRef | null {
  const [kind, id] = [workspace.slice(0, workspace.indexOf(':')), workspace.slice(workspace.indexOf(':') + 1)];
  if (kind === 'lesson') return { kind, id };
  // To name another machine's folder is to connect to it (Windows does, and gives the user's name): not by a link.
  return kind === 'folder' && !/^[\\/]{2}/.test(id) ? { kind, path: id } : null;
}

/** The one of some workspaces that a link is to. */
export function linked<T extends { ref: WorkspaceRef }>({ workspace }: Link, among: readonly T[]): T | null {
  return among.find(({ ref }) => workspaceId(ref) === workspace) ?? null;
}

/** What is needed of a cell to find it again. */
interface Cell {
  name: string | null;
  kind: { kind: string };
}

/** A cell by its name, else as `leakage.2`, which no name can be: the second without a name of its kind. */
export function cellLink(cells: readonly Cell[], cell: Cell): string {
  if (cell.name !== null) return cell.name;
  const alike = cells.filter((one) => one.name === null && one.kind.kind === cell.kind.kind);
  return `${cell.kind.kind}.${alike.indexOf(cell) + 1}`;
}

/** The cell that is called so; null where there is none any more. */
export function cellAt<C extends Cell>(cells: readonly C[], called: string): C | null {
  return cells.find((cell) => cellLink(cells, cell) === called) ?? null;
}

function plainly(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');
}
