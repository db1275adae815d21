import { describe, expect, it } from 'vitest';
import { catalogOf } from '../../../core/catalog/catalog.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { useOfNotebook } from '../../../core/notebook/notebook-use.ts';

const { definitions } = readDefinitions(
  `project: p
entities: [{name: customer, join_keys: [id]}]
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
  - {name: visits, path: visits.csv, timestamp_field: ts}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, features: [{name: spend}, {name: tier}]}
  - {name: visits_v1, entities: [customer], source: visits, features: [{name: visits}, {name: pages}]}
feature_services:
  - {name: model, features: ["stats_v1:spend"]}
labels:
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: ts}
`,
  'asof.yaml',
);

const fence = (info: string, body: string) => `\`\`\`${info}\n${body}\n\`\`\`\n\n`;

/** What the catalog says is asked for by that notebook. */
function used(text: string): string[] {
  const entries = catalogOf({ definitions, notebooks: [useOfNotebook(text, 'n.md')], found: new Map() });
  return entries
    .filter(({ used_by: users }) => users.includes('notebook/n.md'))
    .map(({ kind, name }) => `${kind} ${name}`);
}

describe('what a notebook uses', () => {
  it('is the features of its service, and all that they are made of', () => {
    expect(used(fence('asof leakage', 'labels: churn\nservice: model'))).toEqual([
      'feature view stats_v1',
      'feature stats_v1:spend',
      'feature service model',
      'source stats',
      'entity customer',
      'label table churn',
    ]);
  });

  it('is the features that it names, a whole view by a star', () => {
    const text = fence('asof training-set', 'labels: churn\nfeatures: ["visits_v1:*", "stats_v1:tier"]');
    expect(used(text).filter((name) => name.startsWith('feature '))).toEqual([
      'feature view stats_v1',
      'feature stats_v1:tier',
      'feature view visits_v1',
      'feature visits_v1:visits',
      'feature visits_v1:pages',
    ]);
  });

  it('is what its SQL reads, a view with all features, whatever case it is written in', () => {
    expect(used(fence('sql late', "SELECT 'stats_v1', Pages FROM Visits_V1 -- churn"))).toEqual([
      'feature view visits_v1',
      'feature visits_v1:visits',
      'feature visits_v1:pages',
      'source visits',
      'entity customer',
    ]);
    expect(used(fence('sql raw', 'SELECT count(*) FROM "visits"'))).toEqual(['source visits']);
  });

  it('is a stretch of a table that is compared, and a table that is shown or drawn', () => {
    for (const text of [
      fence('asof drift', 'reference: stats_v1@..2024-03-01\ncurrent: stats_v1@2024-03-01..'),
      fence('asof data', 'table: stats_v1'),
      fence('asof plot', 'of: stats_v1\nx: spend'),
    ])
      expect(used(text)).toContain('feature stats_v1:tier');
  });

  it('is not what it only writes or asks the age of', () => {
    expect(used(fence('asof materialize', 'views: [stats_v1]') + fence('asof freshness', 'views: [stats_v1]'))).toEqual(
      [],
    );
  });

  it('is not all known where a cell cannot be read, which is said', () => {
    const text = fence('asof leakage', 'labels: churn\nfeaturs: [x]') + fence('asof data', 'table: stats_v1');
    const { problem, cells } = useOfNotebook(text, 'n.md');
    expect(problem).toBe('1 cell of n.md cannot be read: what it uses is not all known');
    expect(cells).toMatchObject([{ kind: 'data', tables: ['stats_v1'], line: 6 }]);
    expect(useOfNotebook(fence('asof data', 'table: stats_v1'), 'n.md').problem).toBeNull();
  });
});
