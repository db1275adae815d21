import { nodeId } from '../catalog/node-id.ts';
import { edgesOf } from '../catalog/picture.ts';
import type { CatalogFacts } from './catalog-facts.ts';
import { entryPage } from './entry-page.ts';
import { indexPage } from './index-page.ts';
import { pageNames } from './page-names.ts';
import { searchScript } from './search-script.ts';
import { siteStyle } from './site-style.ts';

export interface SiteFile {
  /** Relative, its parts joined by /. */
  path: string;
  text: string;
}

/**
 * A page with everything that is defined, and in `pages` one of each thing, for any web server or to be opened from a
 * disk: they ask the network for nothing, and of equal facts the same bytes are made. The first page comes last.
 */
export function* catalogSite(facts: CatalogFacts): Generator<SiteFile> {
  const { entries } = facts.report;
  const names = pageNames(entries);
  const types = new Map(entries.map(({ kind, name, type }) => [nodeId(kind, name), type]));
  const around = {
    ...facts,
    edges: edgesOf(entries),
    hrefOf: (id: string) => names.get(id) ?? null,
    typeOf: (id: string) => types.get(id) ?? null,
  };
  yield { path: 'style.css', text: siteStyle };
  yield { path: 'search.js', text: searchScript };
  for (const entry of entries)
    yield { path: `pages/${names.get(nodeId(entry.kind, entry.name))!}`, text: entryPage(entry, around) };
  yield { path: 'index.html', text: indexPage(facts, (id) => `pages/${names.get(id)!}`) };
}
