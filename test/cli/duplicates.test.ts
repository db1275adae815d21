import { describe, expect, it } from 'vitest';
import type { DuplicatesReport } from '../../core/duplicates/report.ts';
import { asof, folderOf } from './run-asof.ts';

const rows = 40;
/** Numbers from 0 that are in no order. */
const mixed = (i: number) => (i * 17) % rows;
const table = (header: string, row: (i: number) => unknown[]) =>
  [header, ...Array.from({ length: rows }, (_, i) => row(i).join())].join('\n');

const files = {
  'asof.yaml': `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: shop, join_keys: [shop_id]}
sources:
  - {name: spend, path: spend.csv, timestamp_field: at}
  - {name: sums, path: sums.csv, timestamp_field: at}
  - {name: shops, path: shops.csv, timestamp_field: at}
feature_views:
  - {name: spend_v1, entities: [customer], source: spend, ttl: 1d}
  - {name: sums_v1, entities: [customer], source: sums}
  - {name: shops_v1, entities: [shop], source: shops}
  - {name: ratio_v1, on_demand: true, inputs: ["sums_v1:cents"], features: [{name: euros, dtype: Float64, expression: "cents / 100"}]}
feature_services:
  - {name: model_v1, features: ["spend_v1:tier", "ratio_v1:euros"]}
`,
  'spend.csv': table('customer_id,at,spend,tier,empty', (i) => [i, '2024-03-01', mixed(i) / 4, `t${mixed(i)}`, '']),
  // Customer 3 is another one by March the 10th.
  'sums.csv': `${table('customer_id,at,cents,country', (i) => [i, '2024-02-01', mixed(i) * 25, 'de'])}\n3,2024-03-10,7,de`,
  // The same numbers, of shops.
  'shops.csv': table('shop_id,at,spend', (i) => [i, '2024-03-01', mixed(i) / 4]),
};

describe('asof duplicates', () => {
  it('says which features say the same, and is a gate', async () => {
    const folder = folderOf(files);
    const gate = ['--fail-on', 'duplicates>0'];
    const { status, out, err } = await asof(folder, 'duplicates', '--as-of', '2024-03-05', ...gate);
    expect([status, err]).toEqual([1, expect.stringContaining("'duplicates>0' holds: duplicates = 1")]);
    const [sentence, , titles, pair] = out.split('\n');
    expect(sentence).toBe(
      '1 pair of 3 features at 40 entities says the same: spend_v1:spend and sums_v1:cents are the same but for scale: b = 100 × a.',
    );
    expect(titles).toMatch(/^a +b +relation +agree +of +what b is +keep +because$/);
    expect(pair).toMatch(/spend_v1:spend +sums_v1:cents +scaled +100 % +40 +b = 100 × a +spend_v1:spend/);
    expect(out).toContain('not compared, no value: spend_v1:empty');
    expect(out).toContain('not compared, one value: sums_v1:country');
    expect(out).toContain('not compared, computed on demand: ratio_v1:euros');
  });

  it('compares the values of the moment that is named, and says where they are nearly the same', async () => {
    const { status, out } = await asof(folderOf(files), 'duplicates', '--as-of', '2024-03-12', '--json');
    const { pairs, ...report } = JSON.parse(out) as DuplicatesReport;
    expect([status, report]).toMatchObject([
      0,
      { as_of: '2024-03-12T00:00:00Z', duplicates: 1, features: 3, unproven: 0 },
    ]);
    expect(report.groups).toEqual([
      { join_keys: ['customer_id'], views: ['spend_v1', 'sums_v1'], features: 3, entities: 40, of: 40 },
      { join_keys: ['shop_id'], views: ['shops_v1'], features: 1, entities: 40, of: 40 },
    ]);
    expect(pairs).toMatchObject([
      {
        a: 'spend_v1:spend',
        b: 'sums_v1:cents',
        relation: 'nearly',
        compared: 40,
        agree: 39,
        detail: 'b = 100 × a',
        examples: [{ entity: 'customer_id=3', a: '2.75', b: '7' }],
        keep: 'a',
        sides: { a: { coverage: 1, users: [] }, b: { coverage: 1, users: ['model_v1', 'ratio_v1'] } },
      },
    ]);
    const strict = await asof(folderOf(files), 'duplicates', '--as-of', '2024-03-12', '--agree', '99%');
    expect(strict.out.split('\n')[0]).toBe('No two of 3 features at 40 entities say the same.');
  });

  it('compares some entities where there are more, and says so', async () => {
    const { out } = await asof(folderOf(files), 'duplicates', '--as-of', '2024-03-05', '--sample', '30');
    expect(out).toContain('3 features at 30 entities');
    expect(out).toContain('compared at 30 of 40 entities of customer_id: --sample takes more');
  });

  it('says nothing is well where nothing was compared', async () => {
    const gate = ['--fail-on', 'duplicates>0'];
    const early = await asof(folderOf(files), 'duplicates', '--as-of', '2020-01-01', ...gate);
    expect([early.status, early.out.split('\n')[0], early.err]).toEqual([
      1,
      'Nothing was compared: no view has a row by then.',
      expect.stringContaining('duplicates is null: it was not measured'),
    ]);
    const one = await asof(folderOf(files), 'duplicates', 'shops_v1');
    expect(one.out).toContain('Nothing was compared: no two features have the same join keys');
  });

  it('claims nothing of what a few entities agree on', async () => {
    const few = (text: string) => text.split('\n').slice(0, 5).join('\n');
    const small = { ...files, 'spend.csv': few(files['spend.csv']), 'sums.csv': few(files['sums.csv']) };
    const { out } = await asof(folderOf(small), 'duplicates', 'spend_v1', 'sums_v1');
    expect(out).toMatch(/^No two of 3 features at 4 entities say the same\. \d more pairs? agrees?, but over too few/);
  });

  it('refuses a view that is not there, and a file that cannot be read', async () => {
    const unknown = await asof(folderOf(files), 'duplicates', 'spent_v1');
    expect([unknown.status, unknown.err]).toEqual([2, expect.stringContaining('spend_v1') as string]);
    const { 'sums.csv': _, ...without } = files;
    const lost = await asof(folderOf(without), 'duplicates');
    expect([lost.status, lost.out, lost.err]).toEqual([2, '', expect.stringContaining('sums.csv')]);
  });
});
