import type { CatalogEntry } from '../catalog/catalog.ts';
import { nodeId } from '../catalog/node-id.ts';
import { kindWords } from '../catalog/search.ts';
import { fingerprint } from '../text/fingerprint.ts';

/** Of a name in its file's. */
const mostLetters = 60;

/**
 * The file of each entry's page, by its id: one that any file system and any server takes, whatever a name has in it,
 * and that stays the same when other things are defined. What cannot stand in it, its fingerprint tells apart.
 */
export function pageNames(entries: readonly Pick<CatalogEntry, 'kind' | 'name'>[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { kind, name } of entries) {
    const id = nodeId(kind, name);
    const base = `${kindWords[kind]}.${fileWord(kind === 'notebook' ? name.replace(/\.md$/, '') : name)}`;
    let file = `${base}.html`;
    for (let n = 2; taken.has(file); n++) file = `${base}-${n}.html`;
    taken.add(file);
    names.set(id, file);
  }
  return names;
}

/** A point stands for the colon between view and feature; what has a hyphen is none of the plain ones. */
function fileWord(name: string): string {
  if (/^[a-z0-9_]+(:[a-z0-9_]+)?$/.test(name) && name.length <= mostLetters) return name.replace(':', '.');
  const letters = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replace(/^-+/, '');
  return `${letters.slice(0, mostLetters)}-${fingerprint(name)}`;
}
