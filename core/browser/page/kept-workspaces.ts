import type { OpenedWorkspace, RecentWorkspace, WorkspaceRef } from '../../rpc/host-api.ts';
import { workspaceId } from '../../rpc/workspace-id.ts';
import type { KeptWorkspaces } from '../../workbench/kept-workspaces.ts';
import { askToStay, inStore } from './database.ts';
import type { PageFiles } from './files.ts';

/** A workspace of the list, and when it was opened. */
interface Kept {
  opened: OpenedWorkspace;
  at: number;
}

export interface PageWorkspaces extends KeptWorkspaces {
  /** Gives the page the files that the browser kept; none where it keeps nothing. */
  load(): Promise<void>;
  /** Puts a file where the next visit finds it. Throws `browser_full`, `output_unwritable`. */
  keepFile(path: string, content: Blob): Promise<void>;
}

/** Workspaces and files in the browser's own database, for a page without a host. */
export function pageWorkspaces(files: PageFiles): PageWorkspaces {
  const keptPaths = async (): Promise<string[]> =>
    (await inStore('files', 'readonly', (store) => store.getAllKeys())).map(String);

  async function load(): Promise<void> {
    for (const path of await keptPaths().catch(() => [])) {
      if (files.stamp(path) !== null) continue;
      const content = await inStore('files', 'readonly', (store) => store.get(path) as IDBRequest<Blob | undefined>);
      if (content) files.add(path, content);
    }
  }

  async function keepFile(path: string, content: Blob): Promise<void> {
    await inStore('files', 'readwrite', (store) => store.put(content, path));
    // The copy stays readable when the file that it was made of is changed or deleted.
    const kept = await inStore('files', 'readonly', (store) => store.get(path) as IDBRequest<Blob>);
    files.add(path, kept);
    askToStay();
  }

  async function drop(path: string): Promise<void> {
    await inStore('files', 'readwrite', (store) => store.delete(path));
    files.remove(path);
  }

  async function list(): Promise<RecentWorkspace[]> {
    await load();
    const all = await inStore('workspaces', 'readonly', (store) => store.getAll() as IDBRequest<Kept[]>).catch(
      () => [],
    );
    const paths = await keptPaths().catch(() => []);
    return all
      .sort((a, b) => b.at - a.at)
      .map(({ opened }) => {
        const own = paths.filter((path) => isOf(opened.ref, path));
        return { ...opened, copies: own.reduce((sum, path) => sum + (files.stamp(path)?.bytes ?? 0), 0) };
      });
  }

  return {
    load,
    keepFile,
    list,

    async remember(opened) {
      try {
        const { ref } = opened;
        const paths = new Set(await keptPaths());
        // Without its files there would be nothing to open.
        if (ref.kind === 'files' && !ref.roles.every(({ file }) => paths.has(file))) return;
        const kept: Kept = { opened, at: Date.now() };
        await inStore('workspaces', 'readwrite', (store) => store.put(kept, workspaceId(ref)));
      } catch {
        return;
      }
    },

    async forget(ref) {
      const others = (await list()).filter((one) => workspaceId(one.ref) !== workspaceId(ref));
      await inStore('workspaces', 'readwrite', (store) => store.delete(workspaceId(ref)));
      for (const path of await keptPaths())
        if (isOf(ref, path) && !others.some((other) => isOf(other.ref, path))) await drop(path);
      if (ref.kind !== 'folder') return;
      const inside = IDBKeyRange.bound(`${ref.path}/`, `${ref.path}0`, false, true);
      await inStore('notebooks', 'readwrite', (store) => store.delete(inside));
    },

    async handOver(paths, folder) {
      const moved = new Map<string, string>();
      try {
        for (const path of new Set(paths)) {
          const copy = freePath(files, `${folder}/data/${path.slice(path.lastIndexOf('/') + 1)}`);
          const content = files.content(path);
          await keepFile(copy, content instanceof Blob ? content : new Blob([content as BlobPart]));
          moved.set(path, copy);
        }
        return moved;
      } catch (thrown) {
        for (const copy of moved.values()) await drop(copy);
        throw thrown;
      }
    },
  };
}

/** It is one of its files, or lies in its folder. */
function isOf(ref: WorkspaceRef, path: string): boolean {
  if (ref.kind === 'files') return ref.roles.some(({ file }) => file === path);
  return ref.kind === 'folder' && path.startsWith(`${ref.path}/`);
}

/** That path, or with a number where a file has it. */
function freePath(files: PageFiles, path: string): string {
  const [, stem = path, ending = ''] = /^(.*?)(\.[^./]*)?$/s.exec(path) ?? [];
  for (let nth = 1; ; nth++) {
    const free = nth === 1 ? path : `${stem}-${nth}${ending}`;
    if (files.stamp(free) === null) return free;
  }
}
