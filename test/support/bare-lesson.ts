import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'asof-bare-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A copy of a lesson's folder without its notebook, which gets the cells of any workspace; the same one each time. */
export function bareLesson(id: string): string {
  const copy = join(folder, id);
  const isData = (path: string): boolean => basename(path) === 'README.md' || !path.endsWith('.md');
  cpSync(new URL(`../../sample-data/${id}`, import.meta.url).pathname, copy, { recursive: true, filter: isData });
  return copy;
}
