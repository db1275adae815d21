import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askDuplicates } from '../../../core/ask/duplicates.ts';
import type { Workspace } from '../../../core/workspace/workspace.ts';
import { engines } from '../../support/engines.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

const customers = 30;
const amountOf = (i: number) => 10 + ((i * 11) % customers) * 3;
const lines = (header: string, rows: unknown[][]) => [header, ...rows.map((row) => row.join())].join('\n');
const each = (of: (i: number) => unknown[]) => Array.from({ length: customers }, (_, i) => of(i));

/** Purchases in two parts, their sums by day, and of each customer in each of two shops. */
const files = {
  'asof.yaml': `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: visit, join_keys: [shop_id, customer_id]}
sources:
  - {name: purchases, path: purchases.csv, timestamp_field: at}
  - {name: sums, path: sums.csv, timestamp_field: at, available_at: known}
  - {name: visits, path: visits.csv, timestamp_field: at}
  - {name: calls, path: calls.csv, timestamp_field: at, field_mapping: {who: customer_id, where: shop_id}}
  - {name: weather, path: weather.csv, timestamp_field: at}
feature_views:
  - name: purchases_v1
    entities: [customer]
    source: purchases
    aggregations:
      - {name: spend_30d, function: sum, column: amount, window: 30d}
      - {name: purchases_30d, function: count, window: 30d}
  - {name: sums_v1, entities: [customer], source: sums}
  - {name: visits_v1, entities: [visit], source: visits}
  - {name: calls_v1, entities: [visit], source: calls}
  - {name: weather_v1, entities: [], source: weather}
`,
  'purchases.csv': lines(
    'customer_id,at,amount',
    each((i) => [i, '2024-03-01', amountOf(i) - 4]).concat(each((i) => [i, '2024-03-02', 4])),
  ),
  // What was known by the day: not the correction, which came later.
  'sums.csv': lines(
    'customer_id,at,known,total',
    each((i) => [i, '2024-03-02', '2024-03-02', amountOf(i)]).concat([[3, '2024-03-03', '2024-04-01', 0]]),
  ),
  'visits.csv': lines(
    'customer_id,shop_id,at,minutes',
    each((i) => [i, 1, '2024-03-01', i]).concat(each((i) => [i, 2, '2024-03-01', 100 - i])),
  ),
  'calls.csv': lines(
    'where,who,at,seconds',
    each((i) => [1, i, '2024-03-01', i * 60]).concat(each((i) => [2, i, '2024-03-01', (100 - i) * 60])),
  ),
  'weather.csv': 'at,rain,also\n2024-03-01,1,1\n2024-03-02,2,2\n',
};

describe.each(engines)('duplicates, on $name', ({ open }) => {
  let folders: Folders;
  let workspace: Workspace;
  beforeAll(async () => {
    folders = await openFolders(open);
    workspace = await folders.open(files);
  });
  afterAll(() => folders.close());

  const ask = (asOf: string, agree = 0.95) =>
    askDuplicates(
      { engine: folders.engine, workspace } as unknown as AskContext,
      { asOf: BigInt(Date.parse(asOf)) * 1000n, agree },
      {},
    );

  it('are found between windows and columns, over composite keys under other names, of what was known', async () => {
    const { report } = await ask('2024-03-05');
    expect(report.pairs.map(({ a, b, relation, detail }) => [a, b, relation, detail])).toEqual([
      ['purchases_v1:spend_30d', 'sums_v1:total', 'equal', 'the same values'],
      ['visits_v1:minutes', 'calls_v1:seconds', 'scaled', 'b = 60 × a'],
    ]);
    expect(report.groups.map(({ join_keys, entities }) => [join_keys, entities])).toEqual([
      [['customer_id'], 30],
      [['customer_id', 'shop_id'], 60],
      [[], 1],
    ]);
    // There is one moment, and so one value.
    expect(report.skipped.map(({ feature }) => feature)).toEqual([
      'purchases_v1:purchases_30d',
      'weather_v1:rain',
      'weather_v1:also',
    ]);
  });

  it('differ where a correction is known', async () => {
    const { report } = await ask('2024-04-02');
    expect(report.pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(['visits_v1:minutes calls_v1:seconds']);
    const within = await ask('2024-03-30T00:00:00Z', 0.9);
    expect(within.report.pairs[0]).toMatchObject({ a: 'purchases_v1:spend_30d', relation: 'equal' });
  });
});
