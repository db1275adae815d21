import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compressBeside } from './compress.ts';
import { standalone } from './standalone.ts';

export interface SiteOptions {
  /** What was built: `dist`. */
  built: string;
  /** The folder to make; what is in it goes. */
  folder: string;
  /** How hard Brotli tries, 1 to 11: the last makes the big WebAssembly a fifth smaller than the first, in a hundred times the time. */
  quality: number;
}

const worker = 'service-worker.js';
/** For who has no web server: one, and how to start it. */
const beside = ['serve.mjs', 'START.txt'];

/**
 * A folder for any web server: the built page for itself alone, the service worker that keeps it, and each file that
 * gets much smaller by it packed beside itself, as `.br` and `.gz`. Gives the paths of what lies in it, without those.
 */
export async function makeSite({ built, folder, quality }: SiteOptions): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(built, 'renderer'), folder, { recursive: true });
  const files = await filesIn(folder);
  const index = join(folder, 'index.html');
  await writeFile(index, standalone(await readFile(index, 'utf8'), { files, worker }));
  await writeFile(join(folder, worker), await keeping(folder, files, await readFile(join(built, worker), 'utf8')));
  await compressBeside(folder, [...files, worker], quality);
  for (const file of beside) await cp(join(import.meta.dirname, file), join(folder, file));
  return [...files, worker, ...beside];
}

/** The service worker, with what it is to keep before it: another version of the site has another one. */
async function keeping(folder: string, files: readonly string[], code: string): Promise<string> {
  const hashes: Record<string, string> = {};
  for (const file of files) {
    const address = file === 'index.html' ? './' : `./${file}`;
    hashes[address] = `sha256-${sha256(await readFile(join(folder, file)), 'base64')}`;
  }
  const version = sha256(JSON.stringify(hashes) + code, 'hex').slice(0, 12);
  return `const asofSite = ${JSON.stringify({ version, files: hashes })};\n${code}`;
}

function sha256(content: string | Buffer, as: 'hex' | 'base64'): string {
  return createHash('sha256').update(content).digest(as);
}

/** Every file under a folder, by its address there. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).split(sep).filter(Boolean).join('/'))
    .sort();
}
