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
});
