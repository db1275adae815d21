import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogFacts } from '../catalog-site/catalog-facts.ts';
import { isCatalogSite } from '../catalog-site/site-mark.ts';
import { catalogSite } from '../catalog-site/site.ts';
import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { writeWholeFolder } from './files/whole-folder.ts';

/** Writes the site of a catalog, in place of one before; gives how many pages it has. Throws what `writeWholeFolder` throws. */
export async function writeCatalogSite(folder: string, facts: CatalogFacts, run: Run): Promise<number> {
  const fill = async (part: string): Promise<number> => {
    await mkdir(join(part, 'pages'));
    let pages = 0;
    for (const { path, text } of catalogSite(facts)) {
      if (run.signal?.aborted) throw new AsofError('cancelled');
      await writeFile(join(part, path), text);
      if (path.endsWith('.html')) pages++;
    }
    return pages;
  };
  return writeWholeFolder(folder, fill, { run, isOwn });
}

async function isOwn(folder: string): Promise<boolean> {
  const [names, index] = await Promise.all([
    readdir(folder, { recursive: true }),
    readFile(join(folder, 'index.html'), 'utf8').catch(() => ''),
  ]);
  return isCatalogSite(names, index);
}
