import { catalogOf } from '../../core/catalog/catalog.ts';
import { CatalogSearch } from '../../core/catalog/search.ts';
import { readDefinitions } from '../../core/model/read.ts';
import { Random } from '../support/random.ts';

const words = [
  'user',
  'age',
  'spend',
  'clicks',
  'session',
  'basket',
  'price',
  'days',
  'last',
  'mean',
  'country',
  'tier',
];
const typed = 'session price mean';

/** Definitions of so many features, twenty a view, a third of them in a service. */
function textOf(features: number): string {
  const random = new Random(7);
  const name = (i: number) => `${random.one(words)}_${random.one(words)}_${random.one(words)}_${i}`;
  const lines = [
    'project: p',
    'entities: [{name: user, join_keys: [user_id]}]',
    'sources: [{name: s, path: s.csv, timestamp_field: ts}]',
    'feature_views:',
  ];
  const refs: string[] = [];
  for (let v = 0; v * 20 < features; v++) {
    const names = Array.from({ length: Math.min(20, features - v * 20) }, (_, i) => name(i));
    const listed = names.map(
      (one) => `{name: ${one}, dtype: Float64, description: The ${random.one(words)} of the ${random.one(words)}}`,
    );
    lines.push(
      `  - {name: view_${v}, entities: [user], source: s, owner: team_${v % 9}, features: [${listed.join(', ')}]}`,
    );
    refs.push(...names.filter(() => random.chance(1 / 3)).map((one) => `"view_${v}:${one}"`));
  }
  const services = Array.from({ length: 9 }, (_, s) => refs.filter((__, i) => i % 9 === s));
  lines.push('feature_services:', ...services.map((one, s) => `  - {name: svc_${s}, features: [${one.join(', ')}]}`));
  return lines.join('\n');
}

/** Milliseconds: to make the catalog of so many features, and of a search as it is typed, a key each; the median and the worst. */
export function measureCatalog(features: number, runs: number): string {
  const { definitions } = readDefinitions(textOf(features), 'asof.yaml');
  const started = performance.now();
  const entries = catalogOf({ definitions, notebooks: [], found: new Map() });
  const made = performance.now() - started;
  const search = new CatalogSearch(entries);
  const keys = Array.from({ length: typed.length }, (_, i) => typed.slice(0, i + 1));
  const times = Array.from({ length: runs }, () =>
    keys.map((query) => {
      const at = performance.now();
      search.find(query);
      return performance.now() - at;
    }),
  )
    .flat()
    .sort((a, b) => a - b);
  const [median, worst] = [times[times.length >> 1]!, times.at(-1)!];
  return `catalog of ${features.toLocaleString('en')} features: made in ${made.toFixed(0)} ms; a key of a search ${median.toFixed(1)} ms (worst ${worst.toFixed(1)})`;
}
