import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this program: the same from the sources and from what is built of them in `dist`. */
export const packageRoot = find(import.meta.dirname);

/** The lessons, one workspace a folder. */
export const lessonsRoot = join(packageRoot, 'sample-data');

/** How a terminal starts this program from any folder, word by word. */
export const program: readonly string[] = ['node', join(packageRoot, 'dist', 'asof.js')];

export const programVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function find(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'sample-data'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no folder above ${import.meta.dirname} holds package.json and sample-data`);
  return find(parent);
}
