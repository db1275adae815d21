import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSite } from '../../tools/build-web/make-site.ts';

const dist = new URL('../../dist', import.meta.url).pathname;

/** What `build:web` makes of what is built, packed in a hurry. */
export async function webSite(built = dist): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'asof-web-'));
  await makeSite({ built, folder, quality: 1 });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The same of a later version of the page, whose title tells it. */
export async function laterWebSite(): Promise<{ folder: string; remove(): Promise<void> }> {
  const built = await mkdtemp(join(tmpdir(), 'asof-built-'));
  await cp(join(dist, 'renderer'), join(built, 'renderer'), { recursive: true });
  await cp(join(dist, 'service-worker.js'), join(built, 'service-worker.js'));
  const index = join(built, 'renderer', 'index.html');
  const html = await readFile(index, 'utf8');
  await writeFile(index, html.replace('<body>', '<body data-version="later">'));
  const site = await webSite(built);
  await rm(built, { recursive: true });
  return site;
}
