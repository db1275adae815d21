import type { CatalogEntry } from '../catalog/catalog.ts';
import type { Edges } from '../catalog/edges.ts';
import { nodeId, nodeOf } from '../catalog/node-id.ts';
import { lineagePicture } from '../catalog/picture.ts';
import { markOf } from '../catalog/search.ts';
import { html, type Html } from '../html/html.ts';
import { linkedPage } from '../html/standalone.ts';
import { parseFeatureRef } from '../model/feature-ref.ts';
import { plural } from '../text/figures.ts';
import type { CatalogFacts } from './catalog-facts.ts';
import { factList } from './fact-list.ts';
import { freshnessPart } from './freshness-part.ts';
import { lineageSvg } from './lineage-svg.ts';
import { queryHref } from './query-href.ts';
import { statisticsPart } from './statistics-part.ts';

interface Around extends CatalogFacts {
  edges: Edges;
  /** By id: of a column, which has no page, null. */
  typeOf: (id: string) => string | null;
  /** As seen from another of these pages; null of what has none. */
  hrefOf: (id: string) => string | null;
}

/** Of one thing what it is, where from, who uses it, its values and how old it is. */
export function entryPage(entry: CatalogEntry, around: Around): string {
  const { kind, name, description, type, misnamed } = entry;
  const said =
    description === null ? html`<span class="none">Nobody wrote a description.</span>` : html`${description}`;
  const picture = lineagePicture(nodeId(kind, name), around.edges);
  const body = html`<nav><a href="../index.html">Catalog of ${around.project}</a></nav>
    <h1>${name}</h1>
    <p class="facts">${said}</p>
    <section>
      <h2>What it is <small>${type === null ? kind : `${kind}, ${type}`}</small></h2>
      ${factList([
        ['made of', entry.made_of],
        ['owner', ownerOf(entry)],
        ['tags', tagsOf(entry)],
        ['name', misnamed],
        ['comes from', linksOf(entry.from, around)],
        [
          'leads to',
          linksOf(
            entry.to.filter((id) => !entry.used_by.includes(id)),
            around,
          ),
        ],
        ['used by', entry.unused ? 'nobody' : linksOf(entry.used_by, around)],
      ])}
    </section>
    <section>
      <h2>Lineage</h2>
      ${lineageSvg(picture, around)}
    </section>
    ${valuesSection(entry, around)}${freshnessSection(entry, around)}`;
  return linkedPage(`${name}, ${kind}`, { style: '../style.css' }, body);
}

function ownerOf({ kind, owner }: CatalogEntry): Html | string | null {
  if (owner !== null) return html`<a href="../${queryHref(markOf('owner', owner))}">${owner}</a>`;
  return kind === 'feature' || kind === 'feature view' ? 'nobody' : null;
}

function tagsOf({ tags }: CatalogEntry): Html | null {
  const all = Object.entries(tags).map((tag) => tag.join('='));
  if (all.length === 0) return null;
  return html`${all.map((tag) => html`<a href="../${queryHref(markOf('tag', tag))}">${tag}</a> `)}`;
}

/** So many are named at once; the others lie behind a line that opens. */
const mostNamed = 20;

function linksOf(ids: readonly string[], { hrefOf }: Around): Html | null {
  if (ids.length === 0) return null;
  const links = ids.map((id) => {
    const { kind, name } = nodeOf(id);
    const href = hrefOf(id);
    const named = href === null ? html`<code>${name}</code>` : html`<a href="${href}"><code>${name}</code></a>`;
    return html`<li>${named} <small>${kind}</small></li>`;
  });
  const [first, rest] = [links.slice(0, mostNamed), links.slice(mostNamed)];
  const more = html`<details>
    <summary>and ${plural(rest.length, 'more', 'more')}</summary>
    <ul>
      ${rest}
    </ul>
  </details>`;
  return html`<ul>
      ${first}
    </ul>
    ${rest.length === 0 ? [] : more}`;
}

function valuesSection({ kind, name, column }: CatalogEntry, { statistics }: Around): Html {
  if (kind !== 'feature') return html``;
  const found = column === null ? undefined : statistics.get(parseFeatureRef(name).view);
  if (column === null || !found) return section('Values', [unknown('it is computed, and has no rows of its own')]);
  if ('unknown' in found) return section('Values', [unknown(found.unknown)]);
  return section('Values', [
    statisticsPart(found.value, column) ?? unknown(`its file has no column ${JSON.stringify(column)}`),
  ]);
}

function freshnessSection({ kind, name }: CatalogEntry, { freshness, now }: Around): Html {
  if (kind !== 'feature' && kind !== 'feature view') return html``;
  const found = freshness.get(kind === 'feature' ? parseFeatureRef(name).view : name);
  if (!found) return section('Freshness', [unknown('nothing of it is kept online')]);
  return section('Freshness', ['unknown' in found ? unknown(found.unknown) : freshnessPart(found.value, now)]);
}

function section(title: string, body: readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`;
}

function unknown(why: string): Html {
  return html`<p class="facts">Not known: ${why}</p>`;
}
