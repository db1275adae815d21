import type { CatalogFacts } from '../../core/catalog-site/catalog-facts.ts';
import { catalogOf } from '../../core/catalog/catalog.ts';
import { catalogReport } from '../../core/catalog/report.ts';
import { readDefinitions } from '../../core/model/read.ts';

const markup = "<script>document.title='broken'</script>";
const odd = ['a "b"', "it's", 'x/y', '../up', 'Größe', '年齢', markup, 'A', 'con', 'a&amp;b', '%2e', ' x ', 'a:b'];

/** Names with all that may stand in them: a view that lists them, one whose file has them, and what is made of both. */
export function oddFacts(): CatalogFacts {
  const listed = odd.map((name) => ({ name, dtype: 'Float64', description: `${name} ${markup}` }));
  const text = JSON.stringify({
    project: `shop & <${markup}>`,
    naming: '{team}_{name}_v{n}',
    entities: [{ name: 'user', join_keys: ['id'] }],
    sources: [
      { name: 's', path: 's.csv', timestamp_field: 'at' },
      { name: 'idle', path: 'idle.csv', timestamp_field: 'at' },
    ],
    feature_views: [
      {
        name: 'growth_odd_v1',
        entities: ['user'],
        source: 's',
        owner: 'growth "ml"',
        tags: { team: 'growth' },
        features: listed,
      },
      { name: 'über/v1', entities: ['user'], source: 's', tags: { team: 'a b' } },
      {
        name: 'counts_v1',
        entities: ['user'],
        source: 's',
        aggregations: [{ name: 'n', function: 'count', window: '7d' }],
      },
    ],
    feature_services: [{ name: 'model/1', features: ['growth_odd_v1:x/y', 'growth_odd_v1:Größe'] }],
  });
  const { definitions, problems } = readDefinitions(text, 'asof.yaml');
  if (problems[0]) throw problems[0];
  const found = new Map([['über/v1', odd.map((name) => ({ name, column: name, type: 'DOUBLE' }))]]);
  const entries = catalogOf({ definitions, notebooks: [], found });
  return {
    project: definitions.project,
    report: catalogReport(entries, { naming: definitions.naming, notebooks: [], unread: [`the file of ${markup}`] }),
    statistics: new Map([
      ['growth_odd_v1', { value: { table: 'growth_odd_v1', rows: 4, timestamp: null, columns: odd.map(columnOf) } }],
      ['über/v1', { unknown: `no such file: ${markup}` }],
    ]),
    freshness: new Map([['growth_odd_v1', { unknown: 'the store cannot be reached' }]]),
    now: '2024-06-01T00:00:00Z',
    madeBy: 'asof 0.0.0',
  };
}

function columnOf(column: string, i: number) {
  const values = {
    mean: 1.5,
    std: 2,
    min: 0,
    p25: 1,
    p50: 1,
    p75: 2,
    p99: 3,
    max: 3,
    histogram: [{ label: '0', count: 3 }],
  };
  const shares = [{ value: markup, share: 1 }];
  const said = { column, type: 'DOUBLE', role: 'feature' as const, nulls: 1, null_rate: 0.25, distinct: 2 };
  return i % 2 === 0 ? { ...said, ...values } : { ...said, min: markup, max: markup, shares };
}
