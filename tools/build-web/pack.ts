import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { isPacked } from './compress.ts';

/** A zip with one folder in it, of the name of the zip: the files of a site without those that are packed for web servers. */
export async function packSite(folder: string, files: readonly string[], zip: string): Promise<void> {
  const inside: Zippable = {};
  for (const file of files)
    inside[`${basename(zip, '.zip')}/${file}`] = [
      await readFile(join(folder, file)),
      { level: isPacked(file) ? 0 : 9 },
    ];
  await writeFile(zip, zipSync(inside));
}
