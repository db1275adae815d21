import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lessons } from '../../../sample-data/lessons.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { Lessons } from '../../workbench/ports.ts';
import { unwritable } from '../files/whole-file.ts';
import { userDataFolder } from '../user-data.ts';
import { lessonsRoot, program } from '../package-root.ts';

/** Lessons are opened as copies that the user may change, in a folder of the user's own. */
export function lessonCopies(folder: string = userDataFolder()): Lessons {
  return {
    all: lessons,
    program: existsSync(program.at(-1)!) ? program : null,
    open(id, afresh) {
      if (lessons.some((lesson) => lesson.id === id)) return copyOf(id, join(folder, 'lessons'), afresh);
      const known = lessons.map((lesson) => lesson.id);
      return Promise.reject(unknownName('lesson', id, known));
    },
  };
}

/**
 * Each version of a lesson has a folder of its own, and so has each copy after the first that was
 * made afresh: neither a newer version nor another opening ever touches what the user made of a copy.
 */
async function copyOf(id: string, folder: string, afresh: boolean): Promise<string> {
  const source = join(lessonsRoot, id);
  const version = join(folder, await versionOf(source));
  const last = lastCopy(version, id);
  const place = placeOf(version, afresh ? last + 1 : Math.max(1, last));
  const copy = join(place, id);
  if (existsSync(copy)) return copy;
  try {
    await mkdir(place, { recursive: true });
    const part = await mkdtemp(join(place, '.copying-'));
    await cp(source, join(part, id), { recursive: true });
    // Whoever else copied it meanwhile has the same; a rename onto it fails, and that is well.
    await rename(join(part, id), copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error;
    });
    await rm(part, { recursive: true, force: true });
    return copy;
  } catch (error) {
    throw unwritable(copy, error);
  }
}

/** The number of the copy that was made last; 0 is none. */
function lastCopy(version: string, id: string): number {
  let last = 0;
  while (existsSync(join(placeOf(version, last + 1), id))) last++;
  return last;
}

function placeOf(version: string, copy: number): string {
  return copy === 1 ? version : join(version, String(copy));
}

async function versionOf(source: string): Promise<string> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digest = createHash('sha256');
  for (const file of files.sort()) digest.update(file.slice(source.length)).update(await readFile(file));
  return digest.digest('hex').slice(0, 12);
}
