import type { CatalogEntry } from '../catalog/catalog.ts';
import { nodeId } from '../catalog/node-id.ts';
import { catalogSentence } from '../catalog/report.ts';
import { sayUse } from '../catalog/say-use.ts';
import { markWords, marksOf, searchedText } from '../catalog/search.ts';
import { html, type Html } from '../html/html.ts';
import { phraseHtml } from '../html/phrase.ts';
import { linkedPage } from '../html/standalone.ts';
import { plural } from '../text/figures.ts';
import type { CatalogFacts } from './catalog-facts.ts';
import { queryHref } from './query-href.ts';
import { siteMark } from './site-mark.ts';

/** Everything that is defined, to be searched; what of it nobody uses, describes or answers for, and what is named otherwise. */
export function indexPage({ project, report, now, madeBy }: CatalogFacts, hrefOf: (id: string) => string): string {
  const notes = html`<section>
    <h2>What could not be read</h2>
    <ul>
      ${report.notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </section>`;
  const body = html`<nav>Catalog of ${project}</nav>
    <h1>${catalogSentence(report).map(phraseHtml)}</h1>
    ${report.notes.length === 0 ? [] : notes}
    <section>
      <h2>Everything that is defined</h2>
      <p class="lacking">${lacking(report.entries)}</p>
      <form hidden role="search">
        <input id="query" type="search" aria-label="Search the catalog" placeholder="words, kind:view, owner:…, tag:…" autocomplete="off" />
        <output id="found"></output>
      </form>
      ${{ html: siteMark }}
        <thead>
          <tr>
            <th>name</th>
            <th>type</th>
            <th>owner</th>
            <th>used by</th>
          </tr>
        </thead>
        <tbody data-words="${JSON.stringify(markWords)}">
          ${report.entries.map((entry) => rowOf(entry, hrefOf))}
        </tbody>
      </table>
    </section>
    <footer>Ages as of ${now}. Made by ${madeBy}.</footer>`;
  return linkedPage(`Catalog of ${project}`, { style: 'style.css', script: 'search.js' }, body);
}

function rowOf(entry: CatalogEntry, hrefOf: (id: string) => string): Html {
  const { kind, name, type, owner, description, made_of, unused } = entry;
  return html`<tr data-name="${name.toLowerCase()}" data-said="${searchedText(entry)}" data-marks="${marksOf(entry)}">
    <td>
      <a href="${hrefOf(nodeId(kind, name))}">${name}</a>
      <p>${description ?? made_of}</p>
    </td>
    <td>${type ?? kind}</td>
    <td>${owner ?? ''}</td>
    <td>${unused ? html`<span class="none">nobody</span>` : sayUse(entry)}</td>
  </tr>`;
}

/** Each a way to those that it is about; a kind that has none is left out. */
function lacking(entries: readonly CatalogEntry[]): Html[] {
  const all: [query: string, what: string, lacks: string][] = [
    ['kind:feature is:unused', 'feature', ' that nobody uses'],
    ['kind:source is:unused', 'source', ' that nobody reads'],
    ['kind:view is:unowned', 'view', ' without an owner'],
    ['is:undescribed', 'feature', ' without a description'],
    ['is:misnamed', 'view', ' not named by the rule'],
  ];
  return all.flatMap(([query, what, lacks]) => {
    const marks = query.split(' ').map((word) => `\n${word}\n`);
    const n = entries.filter((entry) => marks.every((mark) => marksOf(entry).includes(mark))).length;
    return n === 0 ? [] : [html`<a href="${queryHref(query)}">${plural(n, what)}${lacks}</a>`];
  });
}
