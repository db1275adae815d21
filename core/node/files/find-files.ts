import { constants } from 'node:fs';
import { access, lstat, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import type { FileFormat } from '../../model/definitions.ts';
import { refuseRemote } from '../../table/file-kind.ts';
import { refuseManaged, tableFiles, type Folders } from '../../table/folder.ts';
import { globMatcher, globRoot, isDeep, isGlob } from '../../table/glob.ts';
import type { FileStamp } from '../../table/relation.ts';

/**
 * The files that a path names, by name: a file, all files of one format under a folder, or those that
 * a glob matches. A file whose own name looks like a glob is that file. Throws `file_missing`,
 * `file_empty`, `file_unreadable` and `source_unsupported`.
 */
export async function findFiles(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
  refuseRemote(path);
  const found = await filesOf(path, root, format);
  for (const { path: file, bytes } of found)
    if (bytes === 0) throw new AsofError('file_empty', { path: file }, { where: { file } });
  return found;
}

/** Whether there is a file, a folder or a link of that name, whatever can be done with it. */
export async function isThere(path: string, root: string): Promise<boolean> {
  return lstat(resolve(root, path)).then(
    () => true,
    () => false,
  );
}

/** Null where there is no file. */
export async function stampOf(path: string): Promise<FileStamp | null> {
  const stats = await statOf(path);
  if (!stats) return null;
  if (stats.isDirectory()) throw unreadable(path, 'it is a folder', 'name the files in it');
  return { path, bytes: stats.size, modified: stats.mtimeMs };
}

async function filesOf(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
  const absolute = resolve(root, path);
  const stats = await statOf(absolute);
  if (stats?.isDirectory()) {
    const files = await stampsOf(await listFiles(absolute, true));
    await refuseManaged([join(absolute, '_'), ...files.map((file) => file.path)], folders);
    return tableFiles(absolute, path, files, format);
  }
  if (stats) {
    await refuseManaged([absolute], folders);
    return stampsOf([absolute]);
  }
  const found = isGlob(path) ? await stampsOf(await matches(normalize(path), root)) : [];
  if (found.length === 0) throw await missing(path, absolute);
  await refuseManaged(
    found.map((file) => file.path),
    folders,
  );
  return found;
}

/** Null where there is nothing. */
async function statOf(path: string) {
  return stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
    throw forbidden(path, cause);
  });
}

/** Of those that are files, all of which have to be readable, by name. */
async function stampsOf(paths: readonly string[]): Promise<FileStamp[]> {
  const stamps: FileStamp[] = [];
  for (const path of paths) {
    const stats = await statOf(path);
    if (!stats || stats.isDirectory()) continue;
    await access(path, constants.R_OK).catch((cause: unknown) => Promise.reject(forbidden(path, cause)));
    stamps.push({ path, bytes: stats.size, modified: stats.mtimeMs });
  }
  return stamps.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The pattern is relative to the root, whose own name may hold any character. */
async function matches(pattern: string, root: string): Promise<string[]> {
  const fits = globMatcher(pattern);
  const under = globRoot(pattern);
  const folder = isAbsolute(under) ? under : resolve(root, under);
  const files = await listFiles(folder, isDeep(pattern));
  return files.filter((file) => {
    const inside = file.slice(folder.length + (folder.endsWith('/') ? 0 : 1));
    return fits(under === '.' ? inside : join(under, inside));
  });
}

async function listFiles(folder: string, deep: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: deep }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') throw forbidden(folder, cause);
    return [];
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

const folders: Folders = {
  parent(path) {
    const parent = dirname(path);
    return parent === path ? null : parent;
  },
  isThere: (folder, name) => isThere(name, folder),
  names: (folder, name) => readdir(join(folder, name)).catch(() => []),
};

async function missing(path: string, absolute: string): Promise<AsofError> {
  const where = { file: path };
  const target = await readlink(absolute).catch(() => null);
  if (target !== null)
    return unreadable(path, `it is a link to ${target}, which is not there`, 'put the file there, or name another');
  const names = await readdir(dirname(absolute)).catch(() => []);
  const near = isGlob(path) ? undefined : nearest(basename(absolute), names);
  return new AsofError('file_missing', { path, ...(near && { near: join(dirname(path), near) }) }, { where });
}

function forbidden(path: string, cause: unknown): AsofError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === 'EACCES' || code === 'EPERM' ? 'you may not read it' : (code ?? message);
  return unreadable(path, reason, 'look at its permissions', cause);
}

function unreadable(path: string, reason: string, hint: string, cause?: unknown): AsofError {
  return new AsofError('file_unreadable', { path, format: 'a file', reason, hint }, { where: { file: path }, cause });
}
