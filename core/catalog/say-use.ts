import type { CatalogEntry } from './catalog.ts';
import { nodeOf } from './node-id.ts';
import { plural } from '../text/figures.ts';

/** `2 services, 1 notebook`; empty where that is of no meaning. */
export function sayUse({ unused, used_by: users }: CatalogEntry): string {
  if (unused) return 'used by nobody';
  const services = users.filter((id) => nodeOf(id).kind === 'feature service').length;
  const notebooks = users.length - services;
  const said = [services && plural(services, 'service'), notebooks && plural(notebooks, 'notebook')];
  return said.filter(Boolean).join(', ');
}
