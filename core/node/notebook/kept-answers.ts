import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptAnswer, KeptId } from '../../rpc/kept-api.ts';
import type { KeptAnswers, KeptPlace } from '../../workbench/kept-answers.ts';
import { writeWhole } from '../files/whole-file.ts';
import { userKey } from './user-key.ts';

/** Of another version of this format, nothing is read. */
const format = Buffer.from('asof kept 1\n');
const macBytes = 32;
/** Of a workspace. */
const mostBytes = 64_000_000;
const longest = 5_000_000;
const longestWriteMs = 60_000;
/** Of a cell: what is asked, and what was asked before, for who takes a change back. */
const mostOfCell = 2;

/**
 * Answers beside the notebook, one a file of `.asof/kept`, that only their user can read. Each is signed with a key
 * of the user's own: what a stranger has put into a folder, or what is cut or changed, is not there.
 */
export function answersOnDisk(most = mostBytes): KeptAnswers {
  return {
    async list(place) {
      const files = await keptFiles(place.root);
      const own = files.filter(({ name }) => name.startsWith(`${notebookOf(place)}-`));
      const read = await Promise.all(
        own.map(async ({ name, path }) => ({ name, parts: await readSigned(path, name) })),
      );
      return read.flatMap(({ name, parts }): KeptAnswer[] => {
        const [, cell, id] = name.replace(/\.kept$/, '').split('-');
        return parts ? [{ cell: cell!, id: id!, head: parts.head }] : [];
      });
    },
    async notes(place, which) {
      const name = nameOf(place, which);
      const found = await readSigned(join(folderOf(place.root), name), name);
      return found?.notes ?? null;
    },
    async keep(place, { head, ...which }, notes) {
      try {
        const folder = await madeFolder(place.root);
        const name = nameOf(place, which);
        const signed = await sign(name, head, notes);
        if (folder !== null && signed.length <= longest)
          await writeWhole(join(folder, name), async (part) => {
            await chmod(part, 0o600);
            await writeFile(part, signed);
          });
        await dropParts(place.root);
        await dropOldest(place.root, most);
      } catch {
        // A full disk, a folder that is only to be read: the cell answers anew the next time.
        return;
      }
    },
  };
}

function folderOf(root: string): string {
  return join(root, '.asof', 'kept');
}

/** Null where a link leads elsewhere. */
async function madeFolder(root: string): Promise<string | null> {
  const folder = folderOf(root);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await realpath(folder)) !== folderOf(await realpath(root))) return null;
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
  return folder;
}

function notebookOf({ notebook }: KeptPlace): string {
  return createHash('sha256').update(notebook).digest('hex').slice(0, 16);
}

function nameOf(place: KeptPlace, { cell, id }: KeptId): string {
  const isOne = [cell, id].every((part) => /^[0-9a-f]{1,16}$/.test(part));
  return `${notebookOf(place)}-${isOne ? `${cell}-${id}` : 'none'}.kept`;
}

/** The latest first. */
async function keptFiles(root: string) {
  const names = await readdir(folderOf(root)).catch(() => []);
  const own = names.filter((name) => /^[0-9a-f]{16}-[0-9a-f]{1,16}-[0-9a-f]{1,16}\.kept$/.test(name));
  const files = own.map(async (name) => {
    const path = join(folderOf(root), name);
    const found = await stat(path).catch(() => null);
    return found?.isFile() ? [{ name, path, bytes: found.size, at: found.mtimeMs }] : [];
  });
  return (await Promise.all(files)).flat().sort((a, b) => b.at - a.at);
}

/** What a program that was killed has left half-written. */
async function dropParts(root: string): Promise<void> {
  const folder = folderOf(root);
  for (const name of await readdir(folder)) {
    if (!/\.kept\.[0-9a-f]+\.part$/.test(name)) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > longestWriteMs) await rm(join(folder, name), { force: true });
  }
}

async function dropOldest(root: string, most: number): Promise<void> {
  const ofCell = new Map<string, number>();
  let bytes = 0;
  for (const file of await keptFiles(root)) {
    const cell = file.name.slice(0, file.name.lastIndexOf('-'));
    const nth = (ofCell.get(cell) ?? 0) + 1;
    if (nth > mostOfCell || bytes + file.bytes > most) await rm(file.path, { force: true });
    else bytes += file.bytes;
    ofCell.set(cell, nth);
  }
}

/** The format, the signature of all else, how long the head is, the head, the notes. */
async function sign(name: string, head: Uint8Array, notes: Uint8Array): Promise<Buffer> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const body = Buffer.concat([length, head, notes]);
  return Buffer.concat([format, await macOf(name, body), body]);
}

async function readSigned(path: string, name: string): Promise<{ head: Uint8Array; notes: Uint8Array } | null> {
  try {
    if ((await stat(path)).size > longest) return null;
    const bytes = await readFile(path);
    const body = bytes.subarray(format.length + macBytes);
    const mac = bytes.subarray(format.length, format.length + macBytes);
    const isOwn = bytes.subarray(0, format.length).equals(format) && timingSafeEqual(mac, await macOf(name, body));
    if (!isOwn) return null;
    const end = 4 + body.readUInt32BE(0);
    return { head: body.subarray(4, end), notes: body.subarray(end) };
  } catch {
    return null;
  }
}

/** Under another name it is another's. */
async function macOf(name: string, body: Uint8Array): Promise<Buffer> {
  return createHmac('sha256', await userKey())
    .update(format)
    .update(name)
    .update(body)
    .digest();
}
