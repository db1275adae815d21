import { describe, expect, it } from 'vitest';
import { lookUp } from '../../../core/lookup/lookup.ts';
import { planLookup } from '../../../core/lookup/plan-lookup.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { parseFeatureRef } from '../../../core/model/feature-ref.ts';
import { entityKey } from '../../../core/online/keys.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { RecordField, OnlineValue } from '../../../core/online/schema.ts';
import { putRecords } from '../../support/put-records.ts';

const { definitions } = readDefinitions(
  `project: p
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: merchant, join_keys: [merchant_id]}
feature_views:
  - name: stats
    entities: [customer]
    source: stats.csv
    ttl: 10s
    features: [{name: spend, default: -1}, {name: tier}, {name: added, default: none}]
  - {name: pairs, entities: [customer, merchant], source: pairs.csv}
  - {name: hidden, entities: [customer], source: h.csv, online: false}
`,
  'asof.yaml',
);
const second = 1_000_000n;

async function setup() {
  const store = memoryStore();
  const put = (
    view: string,
    keys: RecordField[],
    features: RecordField[],
    rows: [OnlineValue[], bigint, OnlineValue[]][],
  ) =>
    putRecords(
      store,
      { project: 'p', view, schema: { keys, features }, written: 0n },
      rows.map(([key, t, values]) => ({ entity: entityKey(keys, key)!, t, c: null, values })),
    );
  const id = { name: 'customer_id', type: 'BIGINT' };
  const features = [
    { name: 'spend', type: 'DOUBLE' },
    { name: 'tier', type: 'VARCHAR' },
  ];
  await put('stats', [id], features, [
    [[1n], 90n * second, [2.5, 'gold']],
    [[2n], 90n * second - 1n, [3.5, 'iron']],
    [[3n], 100n * second, [null, null]],
  ]);
  await put(
    'pairs',
    [id, { name: 'merchant_id', type: 'VARCHAR' }],
    [{ name: 'visits', type: 'BIGINT' }],
    [
      [[1n, '11'], 5n, [7n]],
      [[11n, '1'], 5n, [8n]],
    ],
  );
  const states = await store.views('p');
  const ask = (refs: string[], entities: Record<string, string>[], defaults = false) => {
    const views = planLookup(definitions, states, refs.map(parseFeatureRef));
    return lookUp(store, views, entities, { project: 'p', now: 100n * second, defaults });
  };
  return { ask };
}

describe('looking up', () => {
  it('tells present, null, missing and expired apart, a record exactly as old as its TTL being present', async () => {
    const { ask } = await setup();
    const found = await ask(
      ['stats:spend', 'stats:tier'],
      ['1', '2', '3', '4'].map((customer_id) => ({ customer_id })),
    );
    expect(found.map(({ stats__spend }) => [stats__spend!.status, stats__spend!.value])).toEqual([
      ['present', 2.5],
      ['expired', null],
      ['null', null],
      ['missing', null],
    ]);
    expect(found.map(({ stats__tier }) => stats__tier!.eventTimestamp)).toEqual([
      90n * second,
      90n * second - 1n,
      100n * second,
      null,
    ]);
  });

  it('puts defaults where a value is missing or expired, never for a null that was written', async () => {
    const { ask } = await setup();
    const found = await ask(
      ['stats:spend'],
      ['1', '2', '3', '4'].map((customer_id) => ({ customer_id })),
      true,
    );
    expect(found.map(({ stats__spend }) => stats__spend!.value)).toEqual([2.5, -1, null, -1]);
    expect(found.map(({ stats__spend }) => stats__spend!.status)).toEqual(['present', 'expired', 'null', 'missing']);
  });

  it('has a feature missing that the record was written without', async () => {
    const { ask } = await setup();
    expect((await ask(['stats:added'], [{ customer_id: '1' }]))[0]).toEqual({
      stats__added: { value: null, status: 'missing', eventTimestamp: null, type: null },
    });
  });

  it('looks up many entities in many views, composite keys never mixed up', async () => {
    const { ask } = await setup();
    const found = await ask(
      ['pairs', 'stats:tier'],
      [
        { customer_id: '1', merchant_id: '11' },
        { merchant_id: '1', customer_id: '11' },
        { customer_id: '1', merchant_id: '1' },
      ],
    );
    expect(found.map(({ pairs__visits, stats__tier }) => [pairs__visits!.value, stats__tier!.value])).toEqual([
      [7n, 'gold'],
      [8n, null],
      [null, 'gold'],
    ]);
  });

  it('reads keys as the type that they have in the store', async () => {
    const { ask } = await setup();
    expect((await ask(['stats:tier'], [{ customer_id: ' 001 ' }]))[0]!.stats__tier!.value).toBe('gold');
    await expect(ask(['stats:tier'], [{ customer_id: 'c1' }])).rejects.toMatchObject({ code: 'bad_option' });
  });

  it.each<[string[], Record<string, string>, string]>([
    [
      ['pairs'],
      { customer_id: '1' },
      'pairs is looked up by customer_id and merchant_id, and merchant_id is not given',
    ],
    [['stats'], { customer_id: '1', merchant: '1' }, 'none of the views has a join key "merchant"'],
    [['stat'], { customer_id: '1' }, 'there is no feature view called "stat"'],
    [['stats:spent'], { customer_id: '1' }, 'there is no feature of stats called "spent"'],
    [['hidden'], { customer_id: '1' }, 'the feature view hidden is not online'],
    [[], { customer_id: '1' }, 'no features are asked for'],
  ])('refuses %j for %j', async (refs, entity, message) => {
    const { ask } = await setup();
    await expect((async () => ask(refs, [entity]))()).rejects.toMatchObject({ title: message });
  });

  it('takes no name that every object has for a key that is given', async () => {
    const view = { name: 'teams', keys: [], columns: ['constructor'], ttl: null, features: [] };
    const asked = lookUp(memoryStore(), [view], [{}], { project: 'p', now: 0n, defaults: false });
    await expect(asked).rejects.toMatchObject({ title: expect.stringContaining('constructor is not given') as string });
  });
});
