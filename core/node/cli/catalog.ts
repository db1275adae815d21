import { askCatalog } from '../../ask/catalog.ts';
import { CatalogSearch } from '../../catalog/search.ts';
import { command } from './command.ts';
import { catalogText } from './catalog-text.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inSource } from './session.ts';

export const catalogCommand = command({
  name: 'catalog',
  usage: '[QUERY]',
  summary: 'Everything that is defined, and the notebooks: what it is, what it comes from, who uses it',
  words: Infinity,
  options: failOn('a figure of the JSON is so, or could not be told: unused_features>0, unowned_features>0'),
  async perform({ values, words }, context) {
    const gates = gatesOf(values);
    const { terminal, run } = context;
    return inSource(values.directory, context, async (source) => {
      const defined = source.context(source.text);
      // Which features these have, only their files tell.
      const isUnlisted = defined.workspace.definitions.featureViews.some(({ features }) => features === null);
      const report = await askCatalog(isUnlisted ? await source.files(source.text) : defined, run);
      const query = words.join(' ');
      const found = new CatalogSearch(report.entries).find(query);
      const printed = values.json
        ? JSON.stringify({ ...report, entries: found }, null, 2)
        : catalogText(report, found, query, terminal);
      return conclude(terminal, gates, report, printed);
    });
  },
});
