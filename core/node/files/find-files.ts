import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import { globMatcher, globRoot, isDeep, isGlob } from '../../table/glob.ts';
import type { FileStamp } from '../../table/relation.ts';

/**
 * The files that a path or a glob names, by name. A file whose own name looks like a glob is that
 * file. Throws `file_missing` and `file_empty`.
 */
export async function findFiles(path: string, root: string): Promise<FileStamp[]> {
  const absolute = isAbsolute(path) ? path : resolve(root, path);
  const exact = await stampOf(absolute);
  const found = exact ? [exact] : isGlob(path) ? await matches(normalize(path), root) : [];
  if (found.length === 0) throw await missing(path, absolute);
  for (const { path: file, bytes } of found)
    if (bytes === 0) throw new AsofError('file_empty', { path: file }, { where: { file } });
  return found;
}

/** Null where there is no file. */
export async function stampOf(path: string): Promise<FileStamp | null> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new AsofError(
      'file_unreadable',
      { path, format: 'a file', reason: error.code ?? error.message, hint: 'may you read it?' },
      { cause: error },
    );
  });
  if (!stats) return null;
  if (stats.isDirectory()) {
    const hint = `name the files in it, for example ${join(path, '*.parquet')}`;
    throw new AsofError(
      'file_unreadable',
      { path, format: 'a file', reason: 'it is a folder', hint },
      { where: { file: path } },
    );
  }
  return { path, bytes: stats.size, modified: stats.mtimeMs };
}

/** The pattern is relative to the root, whose own name may hold any character. */
async function matches(pattern: string, root: string): Promise<FileStamp[]> {
  const fits = globMatcher(pattern);
  const under = globRoot(pattern);
  const folder = isAbsolute(under) ? under : resolve(root, under);
  const entries = await readdir(folder, { withFileTypes: true, recursive: isDeep(pattern) }).catch(() => []);
  const stamps: FileStamp[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const relative =
      under === '.'
        ? file.slice(folder.length + 1)
        : join(under, file.slice(folder.length + (folder.endsWith('/') ? 0 : 1)));
    if (!fits(relative)) continue;
    const stamp = await stampOf(file);
    if (stamp) stamps.push(stamp);
  }
  return stamps.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function missing(path: string, absolute: string): Promise<AsofError> {
  const names = await readdir(dirname(absolute)).catch(() => []);
  const near = isGlob(path) ? undefined : nearest(basename(absolute), names);
  return new AsofError(
    'file_missing',
    { path, ...(near && { near: join(dirname(path), near) }) },
    { where: { file: path } },
  );
}
