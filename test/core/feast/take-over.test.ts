import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRegistry } from '../../../core/feast/registry.ts';
import { takeOver } from '../../../core/feast/take-over.ts';
import { feastRepositories } from '../../support/feast-image.ts';

const day = 86_400_000_000n;

/** Repository a, whose first view was changed. */
function taken(change: (view: ReturnType<typeof readRegistry>['featureViews'][number]['spec']) => void) {
  const registry = readRegistry(readFileSync(join(feastRepositories, 'a', 'data', 'registry.db')), 'registry.db');
  const view = registry.featureViews.find(({ spec }) => spec.name === 'driver_hourly_stats')!;
  change(view.spec);
  return takeOver(registry, 'golden_a', (uri) => ({ path: uri }));
}

const why = ({ left }: ReturnType<typeof taken>) =>
  left.filter(({ what }) => what !== 'on-demand view').map((one) => one.why);

it.each([
  [null, null, null],
  [0n, null, null],
  [day, day, null],
  [500_000n, 1_000_000n, 'its TTL of 0.5 s is 1 s here'],
  [1_000_001n, 2_000_000n, 'its TTL of 1.000001 s is 2 s here'],
  [999_999_999n * day, null, 'its TTL is longer than any that is taken for one: here it has none'],
])('a TTL of %s microseconds is %s here', (ttl, expected, said) => {
  const found = taken((spec) => (spec.ttl = ttl));
  const view = found.definitions.featureViews.find(({ name }) => name === 'driver_hourly_stats');
  expect(view!.ttl).toBe(expected);
  if (said) expect(why(found)).toContain(said);
});

it('names a source that is no file, and where its rows are looked for', () => {
  const found = taken((spec) => Object.assign(spec.batchSource, { type: 8, name: 'a table' }));
  const source = found.definitions.sources.find(({ name }) => name === 'a table');
  expect(source!.path).toBe('exported/a_table.parquet');
  expect(why(found)[0]).toMatch(/^it is BATCH_SNOWFLAKE: export its rows to exported\//);
});

it('leaves out a view that differs from another in case alone, and what names it', () => {
  const found = taken((spec) => (spec.name = 'DRIVER_hourly_stats_FRESH'));
  expect(found.definitions.featureViews).toHaveLength(1);
  expect(why(found).join('\n')).toMatch(/a second feature view is called|differs from it in case alone/);
  expect(found.definitions.featureServices.map(({ name }) => name)).not.toContain('driver_plain');
});

it('never lets a text stand for a variable of the environment', () => {
  const found = taken((spec) => (spec.description = '${HOME}'));
  expect(found.definitions.featureViews.map(({ description }) => description)).toContain('$ {HOME}');
});
