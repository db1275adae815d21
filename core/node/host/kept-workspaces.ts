import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import type { OpenedWorkspace, RecentWorkspace, WorkspaceRef } from '../../rpc/host-api.ts';
import { mostRecent, openedWorkspace } from '../../rpc/recent.ts';
import { workspaceId } from '../../rpc/workspace-id.ts';
import type { KeptWorkspaces } from '../../workbench/kept-workspaces.ts';
import { hashFile } from '../files/hash-file.ts';
import { unwritable, writeWhole } from '../files/whole-file.ts';
import { userDataFolder } from '../user-data.ts';

/** Files that were uploaded and never used go after this. */
const strayMs = 24 * 3_600_000;

export interface HostWorkspaces extends KeptWorkspaces {
  /** The folder where uploaded files are kept, without those that no workspace ever used; null where there can be none. */
  uploads(): Promise<string | null>;
}

/** One small file for each workspace in the user's own data folder, so that two programs never write over each other. */
export function keptWorkspaces(folder: string = userDataFolder()): HostWorkspaces {
  const [places, uploads] = [join(folder, 'opened'), join(folder, 'uploads')];
  const fileOf = (ref: WorkspaceRef): string =>
    join(places, `${createHash('sha256').update(workspaceId(ref)).digest('hex').slice(0, 32)}.json`);
  const isCopy = (path: string): boolean => resolve(path).startsWith(`${uploads}${sep}`);
  const copiesOf = (ref: WorkspaceRef): string[] =>
    ref.kind === 'files' ? ref.roles.map(({ file }) => resolve(file)).filter(isCopy) : [];

  async function list(): Promise<RecentWorkspace[]> {
    const found: { at: number; workspace: RecentWorkspace }[] = [];
    for (const name of await readdir(places).catch(() => [])) {
      const path = join(places, name);
      const at = (await statOf(path))?.mtimeMs ?? 0;
      const opened = await read(path);
      if (!opened) continue;
      const sizes = await Promise.all(copiesOf(opened.ref).map(async (copy) => (await statOf(copy))?.size ?? 0));
      found.push({ at, workspace: { ...opened, copies: sizes.reduce((sum, size) => sum + size, 0) } });
    }
    return found.sort((a, b) => b.at - a.at).map(({ workspace }) => workspace);
  }

  return {
    list,

    async uploads() {
      try {
        await mkdir(uploads, { recursive: true, mode: 0o700 });
      } catch {
        return null;
      }
      const needed = new Set((await list()).flatMap(({ ref }) => copiesOf(ref)).map((path) => dirname(path)));
      for (const name of await readdir(uploads)) {
        const path = join(uploads, name);
        const found = await statOf(path);
        if (found && !needed.has(path) && Date.now() - found.mtimeMs > strayMs)
          await rm(path, { recursive: true, force: true });
      }
      return uploads;
    },

    async remember({ name, ref }) {
      try {
        await mkdir(places, { recursive: true, mode: 0o700 });
        await writeWhole(fileOf(ref), (part) => writeFile(part, JSON.stringify({ name, ref }), { mode: 0o600 }));
        // What holds copies is forgotten by its user alone.
        const old = (await list()).filter(({ copies }) => copies === 0).slice(mostRecent);
        for (const one of old) await rm(fileOf(one.ref), { force: true });
      } catch {
        return;
      }
    },

    async forget(ref) {
      const listed = await list();
      const kept = listed.find((one) => workspaceId(one.ref) === workspaceId(ref));
      if (!kept) return;
      await rm(fileOf(kept.ref), { force: true });
      const needed = new Set(listed.filter((one) => one !== kept).flatMap((one) => copiesOf(one.ref)));
      for (const copy of copiesOf(kept.ref)) {
        if (needed.has(copy)) continue;
        await rm(copy, { force: true });
        await rmdir(dirname(copy)).catch(() => undefined);
      }
    },

    async handOver(paths, into) {
      const target = join(into, 'data');
      const moved = new Map<string, string>();
      const made: string[] = [];
      try {
        for (const path of new Set(paths.filter(isCopy))) {
          await mkdir(target).catch((cause: NodeJS.ErrnoException) => {
            if (cause.code !== 'EEXIST') throw cause;
          });
          const { copy, isNew } = await copyInto(path, target);
          moved.set(path, copy);
          if (isNew) made.push(copy);
        }
        return moved;
      } catch (cause) {
        for (const copy of made) await rm(copy, { force: true });
        throw unwritable(target, cause);
      }
    },
  };
}

/** Under its own name, or with a number behind it where another file has that. */
async function copyInto(path: string, folder: string): Promise<{ copy: string; isNew: boolean }> {
  const ending = extname(path);
  for (let nth = 1; ; nth++) {
    const copy = join(folder, nth === 1 ? basename(path) : `${basename(path, ending)}-${nth}${ending}`);
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return { copy, isNew: true };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        await rm(copy, { force: true });
        throw cause;
      }
      if ((await hashOf(copy)) === (await hashOf(path))) return { copy, isNew: false };
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const { size: bytes, mtimeMs: modified } = await stat(path);
  return hashFile({ path, bytes, modified });
}

async function read(path: string): Promise<OpenedWorkspace | null> {
  try {
    return openedWorkspace(JSON.parse(await readFile(path, 'utf8')), 'opened');
  } catch {
    return null;
  }
}

function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}
