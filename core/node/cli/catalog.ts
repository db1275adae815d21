import { join, resolve } from 'node:path';
import { askCatalogFacts } from '../../ask/catalog-site.ts';
import { askCatalog } from '../../ask/catalog.ts';
import { unknownLines } from '../../catalog-site/catalog-facts.ts';
import { CatalogSearch } from '../../catalog/search.ts';
import { freshness } from '../../question/freshness.ts';
import { plural } from '../../text/figures.ts';
import { writeCatalogSite } from '../catalog-site.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { catalogText } from './catalog-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inSource } from './session.ts';

export const catalogCommand = command({
  name: 'catalog',
  usage: '[QUERY]',
  summary: 'Everything that is defined, and the notebooks: what it is, what it comes from, who uses it',
  words: Infinity,
  question: { now: freshness.now },
  options: {
    ...failOn('a figure of the JSON is so, or could not be told: unused_features>0, unowned_features>0'),
    html: {
      kind: 'value',
      placeholder: 'DIR',
      help: 'a site of it for any web server, with the values and the ages of each view; DIR is new, empty, or such a site',
    },
  },
  async perform({ asked, values, words }, context) {
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    const { html, json } = values;
    const query = words.join(' ');
    if (html !== undefined && query !== '') throw bad('a site has everything', 'leave the query out, or --html');
    if (html === undefined && asked.now != null) throw bad('--now is the moment of a site', 'add --html DIR');
    return inSource(values.directory, context, async (source) => {
      const defined = source.context(source.text);
      // Which features these have, only their files tell.
      const isUnlisted = defined.workspace.definitions.featureViews.some(({ features }) => features === null);
      const files = isUnlisted || html !== undefined ? await source.files(source.text) : null;
      const report = await askCatalog(files ?? defined, run);
      const found = new CatalogSearch(report.entries).find(query);
      const written: string[] = [];
      if (files && html !== undefined) {
        const facts = await askCatalogFacts(files, report, asked.now ?? files.now(), run);
        const pages = await writeCatalogSite(resolve(cwd, html), facts, run);
        written.push(...unknownLines(facts), `The site is ${join(html, 'index.html')}, of ${plural(pages, 'page')}`);
      }
      const listed = html === undefined ? found : [];
      const printed = json
        ? JSON.stringify({ ...report, entries: found }, null, 2)
        : catalogText(report, listed, query, terminal);
      return conclude(terminal, gates, report, printed, written);
    });
  },
});
