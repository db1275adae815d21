import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoreContext } from '../../../core/ask/context.ts';
import { askCost } from '../../../core/ask/cost.ts';
import type { CostReport } from '../../../core/cost/report.ts';
import { costSentence } from '../../../core/cost/sentence.ts';
import { Defined } from '../../../core/model/defined.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { openEmbedded } from '../../../core/node/online/embedded.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineRecord, OnlineStore } from '../../../core/online/online-store.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';
import { sentenceText } from '../../../core/text/phrase.ts';
import { putRecords } from '../../support/put-records.ts';
import { opened, server } from '../../support/redis-for-a-test.ts';

const day = 86_400_000_000n;
const now = BigInt(Date.parse('2024-06-12')) * 1000n;
const definitions = (more = '') => `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: shop, join_keys: [shop_id]}
sources:
  - {name: s, path: s.parquet, timestamp_field: at}
feature_views:
  - {name: stats, entities: [customer], source: s, ttl: 30d}
  - {name: idle, entities: [customer], source: s}
  - {name: off, entities: [customer], source: s, online: false}
  - {name: shops, entities: [shop], source: s}
  - {name: ratio, on_demand: true, inputs: ["stats:spend"], features: [{name: r, dtype: Float64, expression: "spend / 2"}]}
${more}`;
const services = `feature_services:
  - {name: model, features: ["ratio:r", "stats:orders"]}
  - {name: other, features: ["shops:*"]}
`;
const context = (store: OnlineStore, text: string): StoreContext => ({
  workspace: new Defined(readDefinitions(text, 'asof.yaml', {})),
  online: { use: (_, work) => work(store) },
  expressions: () => Promise.reject(new Error('no engine')),
  now: () => now,
});
const ask = (store: OnlineStore, text = definitions(services), sample = 500): Promise<CostReport> =>
  askCost(context(store, text), { sample }, {});

const customers = 4000;
const field = (name: string, type: string) => ({ name, type });
const features = [
  field('spend', 'DOUBLE'),
  field('orders', 'DOUBLE'),
  field('half', 'DOUBLE'),
  field('flag', 'BIGINT'),
  field('code', 'VARCHAR'),
  field('name', 'VARCHAR'),
  field('odd', 'DOUBLE'),
];
const valuesOf = (i: number): OnlineValue[] => [
  i / 7,
  i % 3 === 0 ? null : i,
  i + 0.5,
  BigInt(i % 2),
  String(10_000 + i),
  'a name that is long',
  i % 50 === 0 ? NaN : i,
];

/** A quarter of `stats` is older than its TTL, half of `idle` than a quarter of a year. */
async function fill(store: OnlineStore): Promise<void> {
  const put = (view: string, key: string, own: typeof features, rows: OnlineRecord[]) =>
    putRecords(
      store,
      { project: 'shop', view, schema: { keys: [field(key, 'BIGINT')], features: own }, written: now },
      rows,
    );
  const rows = (count: number, key: string, age: (i: number) => bigint, of: (i: number) => OnlineValue[]) =>
    Array.from({ length: count }, (_, i) => ({ entity: `${key}=${i}`, t: now - age(i) * day, c: null, values: of(i) }));
  await put(
    'stats',
    'customer_id',
    features,
    rows(customers, 'customer_id', (i) => (i % 4 === 0 ? 40n : 1n), valuesOf),
  );
  const one = [field('x', 'DOUBLE')];
  const half = (i: number) => [i + 0.1];
  await put(
    'idle',
    'customer_id',
    one,
    rows(1000, 'customer_id', (i) => (i % 2 ? 100n : 1n), half),
  );
  await put(
    'off',
    'customer_id',
    one,
    rows(100, 'customer_id', () => 1n, half),
  );
  await put(
    'gone',
    'customer_id',
    one,
    rows(50, 'customer_id', () => 1n, half),
  );
  await put(
    'shops',
    'shop_id',
    one,
    rows(10, 'shop_id', () => 1n, half),
  );
}

const stores: [string, boolean, () => Promise<OnlineStore>][] = [
  ['memory', true, () => Promise.resolve(memoryStore())],
  [
    'the embedded store',
    true,
    () => {
      const root = mkdtempSync(join(tmpdir(), 'asof-cost-'));
      const store = openEmbedded(root);
      onTestFinished(async () => {
        await store.close();
        rmSync(root, { recursive: true, force: true });
      });
      return Promise.resolve(store);
    },
  ],
  ['Redis', true, async () => opened((await server()).url)],
  ['Redis with readable hashes', false, async () => opened((await server()).url, { layout: 'hash' })],
];

describe.each(stores)('what is in %s', (name, isPacked, open) => {
  const text = definitions(
    `${services}${isPacked ? '' : 'online_store: {type: redis, url: "redis://localhost", layout: hash}\n'}`,
  );

  it('takes about what the store itself took more of', async () => {
    const store = await open();
    const before = (await store.bytes())!;
    await fill(store);
    const report = await ask(store, text);
    const grown = (await store.bytes())! - before;
    expect(report.store.bytes).toBeGreaterThan(report.bytes! / 2);
    // Pages of the embedded store are not full, and Redis counts the buffers of connections.
    expect(report.bytes! / grown).toBeGreaterThan(name === 'memory' ? 0.95 : 0.5);
    expect(report.bytes! / grown).toBeLessThan(1.1);
    expect([report.records, report.views.every(({ counted }) => counted)]).toEqual([5160, true]);
  });

  it('is of views, of features and of entities, and read by services or not', async () => {
    const store = await open();
    await fill(store);
    const report = await ask(store, text, 5000);
    const view = (wanted: string) => report.views.find((one) => one.view === wanted)!;
    expect(report.views[0]!.view).toBe('stats');
    expect(view('stats')).toMatchObject({
      defined: true,
      records: customers,
      sampled: customers,
      expired_rate: 0.25,
      read_by: ['model'],
    });
    expect(view('gone')).toMatchObject({ defined: false, records: 50, read_by: [], expired_rate: null });
    const of = Object.fromEntries(view('stats').features.map((one) => [one.feature, one]));
    expect(of.spend!.read_by).toEqual(['model']);
    expect(of.half!.read_by).toEqual([]);
    if (isPacked) {
      expect(of.half).toMatchObject({ record_bytes: 8, bytes: 8 * customers });
      // A third has none.
      expect(of.orders!.record_bytes).toBeCloseTo(16 / 3, 2);
      expect(of.name!.record_bytes).toBe(4 + 'a name that is long'.length);
    }
    const { all, name: named, values, rest } = view('stats').record_bytes!;
    expect(named + values + rest).toBeCloseTo(all, 6);
    expect(values).toBeCloseTo(
      view('stats').features.reduce((sum, one) => sum + one.record_bytes, 0),
      6,
    );
    const unread = ['idle', 'off', 'gone'].reduce((sum, one) => sum + view(one).bytes!, 0);
    const parts = ['half', 'flag', 'code', 'name', 'odd'].reduce((sum, one) => sum + of[one]!.bytes, 0);
    expect(report.unread_bytes).toBeCloseTo(unread + parts, 3);
    expect(report.expired_bytes).toBeCloseTo(view('stats').bytes! / 4, 3);
    const each = ['stats', 'idle', 'off', 'gone'].reduce((sum, one) => sum + view(one).record_bytes!.all, 0);
    expect(report.entities.map(({ join_keys, bytes }) => [join_keys, Math.round(bytes)])).toEqual([
      [['customer_id'], Math.round(each)],
      [['shop_id'], Math.round(view('shops').record_bytes!.all)],
    ]);
  });

  it('could be less, by what is left behind, unread, past its TTL or too wide', async () => {
    const store = await open();
    await fill(store);
    const { savings, views } = await ask(store, text, 5000);
    const bytesOf = (wanted: string) => views.find(({ view }) => view === wanted)!.bytes!;
    const said = (kind: string) =>
      savings.filter((one) => one.kind === kind).map(({ view, feature, bytes }) => [view, feature, Math.round(bytes)]);
    expect(said('forget')).toEqual([
      ['off', null, Math.round(bytesOf('off'))],
      ['gone', null, Math.round(bytesOf('gone'))],
    ]);
    expect(said('view')).toEqual([['idle', null, Math.round(bytesOf('idle'))]]);
    expect(
      said('feature')
        .map(([view, feature]) => `${view}:${feature}`)
        .sort(),
    ).toEqual(['stats:code', 'stats:flag', 'stats:half', 'stats:name', 'stats:odd']);
    expect(said('ttl')).toEqual([
      ['stats', null, Math.round(bytesOf('stats') / 4)],
      ['idle', null, Math.round(bytesOf('idle') / 2)],
    ]);
    expect(said('type')).toEqual(isPacked ? [['stats', 'orders', 4 * 2666]] : []);
    const sizes = savings.map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

describe('what is in a store', () => {
  it('is not known where no record of a view is met, and no verdict is made of it', async () => {
    const store = memoryStore();
    await fill(store);
    const blind: OnlineStore = Object.assign(Object.create(store) as OnlineStore, {
      info: store.info,
      views: (project: string) => store.views(project),
      get: (project: string) => store.get(project, []),
      measure: (project: string) => store.measure(project, []),
      bytes: () => store.bytes(),
      count: () => Promise.resolve(Array.from({ length: 5 }, () => ({ records: 3, isExact: false }))),
      sample: () => Promise.resolve(Array.from({ length: 5 }, () => [])),
    });
    const report = await ask(blind);
    expect(report).toMatchObject({ bytes: null, unread_bytes: null, expired_bytes: null, savings: [] });
    expect(report.views[0]).toMatchObject({ bytes: null, record_bytes: null, expired_rate: null });
    expect(sentenceText(costSentence(report))).toMatch(/takes is not known: none of its records was met/);
  });

  it('is read by nobody knows whom where no service is defined', async () => {
    const store = memoryStore();
    await fill(store);
    const report = await ask(store, definitions());
    expect(report.unread_bytes).toBeNull();
    expect(report.savings.filter(({ kind }) => kind === 'view' || kind === 'feature')).toEqual([]);
    expect(
      report.savings.filter(({ kind }) => kind === 'type').map(({ feature, detail }) => [feature, detail.slice(-7)]),
    ).toEqual([
      ['flag', 'BOOLEAN'],
      ['code', 'INTEGER'],
      ['half', 't FLOAT'],
      ['odd', 't FLOAT'],
      ['orders', 'INTEGER'],
    ]);
    expect(sentenceText(costSentence(report))).toContain('No service is defined, so what is read is not known.');
  });

  it('is nothing before a run', async () => {
    const report = await ask(memoryStore());
    expect(report).toMatchObject({ bytes: 0, records: 0, unread_bytes: 0, savings: [], entities: [] });
    expect(sentenceText(costSentence(report))).toBe('Nothing is in the store of these views.');
  });
});
