import { expect, it, onTestFinished } from 'vitest';
import { AsofError } from '../../../../core/errors/asof-error.ts';
import { openNative } from '../../../../core/node/duckdb-native.ts';
import { batchedStore } from '../../../../core/node/api/batched-store.ts';
import { withMethods } from '../../../../core/node/api/with-methods.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import type { RecordKey } from '../../../../core/online/online-store.ts';
import { putRecords } from '../../../support/put-records.ts';
import { workspace } from '../../../cli/run-asof.ts';
import { served } from './served.ts';

const features = [
  { name: 'spend', type: 'BIGINT' },
  { name: 'tier', type: 'VARCHAR' },
];
const schema = { keys: [{ name: 'customer_id', type: 'BIGINT' }], features };

/** A store of fifty customers that notes what it is asked; of `bad` ones it throws what `fails` gives. */
async function noted(fails: () => Error = () => new Error('unlikely')) {
  const store = memoryStore();
  const records = Array.from({ length: 50 }, (_, id) => ({
    ...{ entity: `customer_id=${id}`, t: 0n, c: null },
    values: [BigInt(id), `t${id}`],
  }));
  await putRecords(store, { project: 'shop', view: 'spend_v1', schema, written: 0n }, records);
  const asked = { get: [] as number[], views: 0 };
  const get: typeof store.get = (project, wanted, run) => {
    asked.get.push(wanted.length);
    if (wanted.some(({ entity }) => entity.includes('bad'))) return Promise.reject(fails());
    return store.get(project, wanted, run);
  };
  const views: typeof store.views = (project) => {
    asked.views++;
    return store.views(project);
  };
  return { store: withMethods(store, { get, views }), asked };
}
const keys = (...ids: (number | string)[]): RecordKey[] =>
  ids.map((id) => ({ view: 'spend_v1', entity: `customer_id=${id}` }));

it('asks for requests that arrive together once, and gives each what it asked for', async () => {
  const { store, asked } = await noted();
  const { ask } = await served(() => Promise.resolve(store), { most: 100 });
  const bodies = Array.from({ length: 20 }, (_, i) => ({
    service: 'model_v1',
    entities: { customer_id: [i, 49 - i, 99] },
  }));
  const answers = await Promise.all(bodies.map((body) => ask(undefined, body).then((answer) => answer.json())));
  answers.forEach((answer, i) => {
    expect(answer).toMatchObject({ features: { spend_v1__spend: { values: [i, 49 - i, null] } } });
  });
  expect(asked.get.reduce((sum, n) => sum + n)).toBe(60);
  // How many of them come in one turn is up to the network.
  const batched = batchedStore(store);
  asked.get = [];
  asked.views = 0;
  const [[one], two, none] = await Promise.all([
    batched.get('shop', keys(3)),
    batched.get('shop', keys(4, 99)),
    batched.get('other', keys(3)),
    batched.views('shop'),
    batched.views('shop'),
  ]);
  expect([one!.values, two[0]!.values, two[1], none]).toEqual([[3n, 't3'], [4n, 't4'], null, [null]]);
  expect(asked).toEqual({ get: [3, 1], views: 1 });
  // What is written from then on is there.
  await batched.views('shop');
  expect(asked.views).toBe(2);
});

it('lets a request fail alone where only it is to blame, and all where the store is gone', async () => {
  for (const [fails, found] of [
    [() => new AsofError('online_damaged', { what: 'record', view: 'spend_v1', key: 'bad', store: 's' }), 'fulfilled'],
    [() => new AsofError('online_lost', { address: 's' }), 'rejected'],
  ] as const) {
    const { store } = await noted(fails);
    const batched = batchedStore(store);
    const asked = [batched.get('shop', keys(1)), batched.get('shop', keys('bad')), batched.get('shop', keys(2))];
    const statuses = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(statuses).toEqual([found, 'rejected', found]);
  }
});

it('asks for no more than some thousand records at once', async () => {
  const { store, asked } = await noted();
  const batched = batchedStore(store);
  const many = (n: number) => batched.get('shop', keys(...Array.from({ length: n }, (_, i) => i % 50)));
  const found = await Promise.all([many(2000), many(1000), many(1), many(9000), many(2)]);
  expect(found.map(({ length }) => length)).toEqual([2000, 1000, 1, 9000, 2]);
  expect(asked.get).toEqual([3000, 1, 9000, 2]);
});

it('asks once for the rows of a client of Feast, each with a request of its own', async () => {
  const { store, asked } = await noted();
  const engine = await openNative();
  onTestFinished(() => engine.close());
  const computed = `  - name: with_tip
    on_demand: true
    inputs: ["spend_v1:spend"]
    request: [{name: tip, dtype: Int64}]
    features: [{name: total, dtype: Int64, expression: "spend + tip"}]
feature_services:`;
  const definitions = workspace['asof.yaml'].replace('feature_services:', computed);
  // More rows than may be under way at once.
  const rows = Array.from({ length: 12 }, (_, i) => i);
  const { api } = await served(
    () => Promise.resolve(store),
    { most: 9 },
    () => Promise.resolve(engine),
    definitions,
  );
  const body = { features: ['with_tip:total'], entities: { customer_id: rows, tip: rows.map((i) => i % 10) } };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${api.address}/get-online-features`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const { results } = (await answer.json()) as { results: { values: unknown[] }[] };
  expect(results.at(-1)!.values).toEqual(rows.map((i) => i + (i % 10)));
  expect(asked).toEqual({ get: [12], views: 1 });
});
