import { describe, expect, it } from 'vitest';
import type { TableRole } from '../../../core/infer/roles.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { newDefinitions } from '../../../core/model/write.ts';
import { definitionsFromRoles } from '../../../core/workspace/from-roles.ts';

const labels: TableRole = {
  file: '/d/churn labels.csv',
  role: 'labels',
  joinKeys: ['customer_id', 'sku'],
  timestampField: 'at',
  target: 'churned',
};
const features = (role: Partial<TableRole>): TableRole => ({
  file: '/d/stats.csv',
  role: 'features',
  joinKeys: ['customer_id'],
  timestampField: 'ts',
  ...role,
});

describe('definitionsFromRoles', () => {
  it('makes an entity per join key, and a source and a view per feature file', () => {
    const roles = [
      labels,
      features({ ttl: '30d', availableAt: 'known' }),
      features({ file: '/d/x.csv', role: 'ignore' }),
    ];
    expect(definitionsFromRoles(roles, 'churn')).toEqual({
      project: 'churn',
      entities: [
        { name: 'customer', joinKeys: ['customer_id'] },
        { name: 'sku', joinKeys: ['sku'] },
      ],
      sources: [{ name: 'stats', path: '/d/stats.csv', timestampField: 'ts', availableAt: 'known' }],
      featureViews: [
        {
          name: 'stats',
          entities: ['customer'],
          source: 'stats',
          ttl: 2_592_000_000_000n,
          online: true,
          features: null,
        },
      ],
      onDemandViews: [],
      featureServices: [],
      labels: [
        {
          name: 'churn labels',
          path: '/d/churn labels.csv',
          entities: ['customer', 'sku'],
          timestampField: 'at',
          target: 'churned',
        },
      ],
    });
  });

  it('gives every file a name of its own', () => {
    const roles = [labels, features({}), features({ file: '/e/Stats.parquet' }), features({ file: '/f/stats.csv' })];
    const { sources } = definitionsFromRoles(roles, 'p');
    expect(sources.map(({ name }) => name)).toEqual(['stats', 'Stats_2', 'stats_3']);
  });

  it('takes keys of other names for the labels’ keys, in their order', () => {
    const definitions = definitionsFromRoles([labels, features({ joinKeys: ['cust', 'sku'] })], 'p');
    expect(definitions.sources[0]?.fieldMapping).toEqual({ cust: 'customer_id' });
    expect(definitions.featureViews[0]?.entities).toEqual(['customer', 'sku']);
  });

  it('can be saved as an asof.yaml that is read without a problem', () => {
    const definitions = definitionsFromRoles([labels, features({ joinKeys: ['cust', 'sku'], ttl: '1d' })], 'p: q');
    const read = readDefinitions(newDefinitions(definitions), 'asof.yaml');
    expect(read.problems).toEqual([]);
    expect(read.definitions).toEqual(definitions);
  });

  it('keeps how times are written, when rows were known, and a file that holds for everybody', () => {
    const reading = { timestampFormats: ['%d.%m.%Y'], timezone: 'Europe/Berlin', read: { delimiter: ';' } };
    const roles = [
      { ...labels, reading },
      features({ forEverybody: true, joinKeys: [], reading: { timestampUnit: 'ms' }, availableAfter: '6h' }),
    ];
    const definitions = definitionsFromRoles(roles, 'p');
    expect(definitions.labels[0]).toMatchObject(reading);
    expect(definitions.sources[0]).toMatchObject({ timestampUnit: 'ms', availableAfter: 21_600_000_000n });
    expect(definitions.featureViews[0]?.entities).toEqual([]);
    const read = readDefinitions(newDefinitions(definitions), 'asof.yaml');
    expect([read.problems, read.definitions]).toEqual([[], definitions]);
  });

  it('refuses a zone, a mark or a duration that is none', () => {
    const of = (role: Partial<TableRole>) => () => definitionsFromRoles([labels, features(role)], 'p');
    expect(of({ reading: { timezone: 'Berlin' } })).toThrow('there is no time zone "Berlin"');
    expect(of({ reading: { read: { delimiter: 'é' } } })).toThrow('delimiter is "é"');
    expect(of({ availableAfter: 'soon' })).toThrow(expect.objectContaining({ code: 'bad_duration' }));
  });
});
