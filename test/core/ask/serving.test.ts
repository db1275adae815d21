import { expect, it } from 'vitest';
import { askServing } from '../../../core/ask/serving.ts';
import { Defined } from '../../../core/model/defined.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineStore } from '../../../core/online/online-store.ts';
import { sentenceText } from '../../../core/text/phrase.ts';
import { servingSentence } from '../../../core/serving/sentence.ts';
import { putRecords } from '../../support/put-records.ts';

const definitions = `project: shop
entities: [{name: customer, join_keys: [id]}, {name: place, join_keys: [place_id]}]
sources: [{name: s, path: s.csv, timestamp_field: at}]
feature_views:
  - {name: stats, entities: [customer], source: s, ttl: 1d}
  - {name: weather, entities: [place], source: s}
feature_services:
  - {name: trip, features: ["stats:spend", {view: weather, as: origin, on: {place_id: from_id}}]}
  - {name: bare, features: ["weather:*"]}
`;
const day = 86_400_000_000n;

async function shop() {
  const store = memoryStore();
  const put = (view: string, key: string, ids: string[], feature: string) => {
    const schema = { keys: [{ name: key, type: 'VARCHAR' }], features: [{ name: feature, type: 'BIGINT' }] };
    const records = ids.map((id, i) => ({ entity: `${key}=${id}`, t: BigInt(-i) * day, c: null, values: [BigInt(i)] }));
    return putRecords(store, { project: 'shop', view, schema, written: 0n }, records);
  };
  await put('stats', 'id', ['a', 'b', 'c', 'd'], 'spend');
  await put('weather', 'place_id', ['x', 'y'], 'temp');
  let asked = 0;
  const online = {
    use: <T>(_: unknown, work: (store: OnlineStore) => Promise<T>): Promise<T> => {
      asked++;
      return work(store);
    },
  };
  const workspace = new Defined(readDefinitions(definitions, 'asof.yaml'));
  const context = { workspace, online, expressions: () => Promise.reject(new Error('none')), now: () => 0n };
  return { context, times: () => asked };
}

it('asks for the first service of some entities that are there, as a request has them, and as often as it is told', async () => {
  const { context, times } = await shop();
  const report = await askServing(context, { requests: 7 }, {});
  expect(report.body).toEqual({ service: 'trip', entities: { id: ['a', 'b', 'c'], from_id: ['x', 'y', 'x'] } });
  expect(report.answer.features).toEqual({
    stats__spend: {
      values: [0n, 1n, null],
      statuses: ['present', 'present', 'expired'],
      event_timestamps: ['1970-01-01T00:00:00Z', '1969-12-31T00:00:00Z', '1969-12-30T00:00:00Z'],
    },
    origin__temp: {
      values: [0n, 1n, 0n],
      statuses: ['present', 'present', 'present'],
      event_timestamps: ['1970-01-01T00:00:00Z', '1969-12-31T00:00:00Z', '1970-01-01T00:00:00Z'],
    },
  });
  // Once more, to learn which entities there are.
  expect([report.latency.requests, times()]).toEqual([7, 8]);
  expect(report.statuses).toEqual({ present: 5, null: 0, missing: 0, expired: 1 });
  expect(sentenceText(servingSentence(report))).toMatch(
    /^Half of 7 requests for 3 entities took at most \S+ ms, 99 % at most \S+ ms, without HTTP\. Of 6 values, 1 expired\.$/,
  );
});

it('asks for what it is told to, and says what lacks', async () => {
  const { context } = await shop();
  const entities = [{ place_id: 'x' }, { place_id: 'nobody' }];
  const asked = { features: [{ view: 'weather', feature: '*' }], entities, requests: 1 };
  const { body, statuses } = await askServing(context, asked, {});
  expect(body).toEqual({ features: ['weather:*'], entities: { place_id: ['x', 'nobody'] } });
  expect(statuses).toMatchObject({ present: 1, missing: 1 });
  await expect(askServing(context, { service: 'none' }, {})).rejects.toMatchObject({ code: 'unknown_name' });
  const empty = {
    ...context,
    online: { use: <T>(_: unknown, work: (store: OnlineStore) => Promise<T>) => work(memoryStore()) },
  };
  await expect(askServing(empty, {}, {})).rejects.toThrow('the online store has no record of stats');
});
