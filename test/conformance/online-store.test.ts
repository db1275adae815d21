import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../core/node/online/embedded.ts';
import { openRedis, type RedisOptions } from '../../core/node/online/redis/store.ts';
import { entityKey } from '../../core/online/keys.ts';
import { memoryStore } from '../../core/online/memory.ts';
import { replaces, type FinishedRun, type OnlineRecord, type OnlineStore } from '../../core/online/online-store.ts';
import type { OnlineValue, Schema } from '../../core/online/schema.ts';
import { Random } from '../support/random.ts';
import { RedisServer, startRedisCluster, startRedisSentinel, startSecureRedis } from '../support/redis.ts';
import { permit, putRecords } from '../support/put-records.ts';

interface Opened {
  store: OnlineStore;
  /** Another connection to the same place; the same store where there is but one. */
  again(): Promise<OnlineStore>;
  stop(): Promise<void>;
}

const stores: [name: string, open: () => Promise<Opened>][] = [
  [
    'memory',
    () => {
      const store = memoryStore();
      return Promise.resolve({ store, again: () => Promise.resolve(store), stop: () => store.close() });
    },
  ],
  [
    'embedded',
    () => {
      const root = mkdtempSync(join(tmpdir(), 'asof-embedded-'));
      const store = openEmbedded(root);
      const stop = async () => {
        await store.close();
        rmSync(root, { recursive: true, force: true });
      };
      return Promise.resolve({ store, again: () => Promise.resolve(openEmbedded(root)), stop });
    },
  ],
  ['Redis', () => openOn('packed', async () => plain(await RedisServer.start()))],
  ['Redis with readable hashes', () => openOn('hash', async () => plain(await RedisServer.start()))],
  ['Redis with TLS, a user, a password and a database number', () => openOn('packed', secure)],
  ['the same with readable hashes', () => openOn('hash', secure)],
  ['Redis behind a sentinel', () => openOn('packed', startRedisSentinel)],
  ['a Redis cluster', () => openOn('packed', startRedisCluster)],
  ['a Redis cluster with readable hashes', () => openOn('hash', startRedisCluster)],
];

function plain(server: RedisServer) {
  return { servers: [server], url: server.url };
}

async function secure() {
  const { server, url } = await startSecureRedis();
  return { servers: [server], url };
}

async function openOn(
  layout: RedisOptions['layout'],
  start: () => Promise<{ servers: RedisServer[]; url: string }>,
): Promise<Opened> {
  const { servers, url } = await start();
  const again = () => openRedis(url, { layout, expiry: {}, root: '' });
  const store = await again();
  const stop = async () => {
    await store.close();
    for (const server of servers) await server.stop();
  };
  return { store, again, stop };
}

const schema: Schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'BIGINT' }] };
const target = { project: 'p', view: 'v', schema, written: 1_700_000_000_000_000n };
const day = 86_400_000_000n;
const row = (entity: string, t: bigint, c: bigint | null, x: OnlineValue): OnlineRecord => ({
  entity,
  t,
  c,
  values: [x],
});
const value = async (store: OnlineStore, entity: string, view = 'v') =>
  (await store.get('p', [{ view, entity }]))[0]?.values[0];

describe.each(stores)('the online store in %s', (_name, open) => {
  let opened: Opened;
  let store: OnlineStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened.stop());

  it('gives back what was put, with its times and its layout', async () => {
    await putRecords(store, target, [row('id=a', 5n, 7n, 1n)]);
    const [found] = await store.get('p', [{ view: 'v', entity: 'id=a' }]);
    expect(found).toEqual({ t: 5n, c: 7n, written: target.written, schema, values: [1n] });
  });

  it('gives null for what is not there, in the order of the question', async () => {
    await putRecords(store, target, [row('id=o1', 1n, null, 1n), row('id=o2', 1n, null, 2n)]);
    const wanted = ['id=o2', 'id=none', 'id=o1', 'id=o2'].map((entity) => ({ view: 'v', entity }));
    expect((await store.get('p', wanted)).map((found) => found?.values[0] ?? null)).toEqual([2n, null, 1n, 2n]);
    expect(await store.get('p', [])).toEqual([]);
  });

  it('keeps views and projects apart', async () => {
    await putRecords(store, target, [row('id=k', 1n, null, 1n)]);
    await putRecords(store, { ...target, view: 'w' }, [row('id=k', 1n, null, 2n)]);
    await putRecords(store, { ...target, project: 'q' }, [row('id=k', 1n, null, 3n)]);
    expect([await value(store, 'id=k'), await value(store, 'id=k', 'w')]).toEqual([1n, 2n]);
    expect((await store.get('q', [{ view: 'v', entity: 'id=k' }]))[0]!.values).toEqual([3n]);
  });

  it.each<[string, [bigint, bigint | null], [bigint, bigint | null], boolean]>([
    ['a later event', [2n, null], [1n, null], true],
    ['an earlier event, however late it was created', [1n, 9n], [2n, 1n], false],
    ['a correction: the same event, created later', [1n, 3n], [1n, 2n], true],
    ['the same event, created earlier', [1n, 2n], [1n, 3n], false],
    ['the same event and created time', [1n, 2n], [1n, 2n], true],
    ['the same event, nothing created', [1n, null], [1n, null], true],
    ['the same event, null after a created time', [1n, null], [1n, 0n], false],
    ['the same event, a created time after null', [1n, -5n], [1n, null], true],
    ['an event after 1970 over one before', [1n, null], [-1n, null], true],
    ['an event before 1970 over one after', [-day, null], [day, null], false],
    ['an event a microsecond later in the next 2^32', [1n << 32n, null], [(1n << 32n) - 1n, null], true],
  ])('replaces by %s: as newer means', async (name, [t, c], [oldT, oldC], lands) => {
    const entity = entityKey(schema.keys, [name])!;
    await putRecords(store, target, [row(entity, oldT, oldC, 1n)]);
    expect(await putRecords(store, target, [row(entity, t, c, 2n)])).toEqual({
      written: lands ? 1 : 0,
      keptNewer: lands ? 0 : 1,
    });
    expect(await value(store, entity)).toBe(lands ? 2n : 1n);
    expect(replaces({ t, c }, { t: oldT, c: oldC })).toBe(lands);
  });

  it('brings every type back exactly', async () => {
    const cases: [type: string, values: OnlineValue[]][] = [
      ['BOOLEAN', [true, false, null]],
      ['TINYINT', [-128, 127]],
      ['INTEGER', [-2_147_483_648, 2_147_483_647, 0]],
      ['UINTEGER', [4_294_967_295]],
      ['BIGINT', [-(2n ** 63n), 2n ** 63n - 1n, 9_007_199_254_740_993n, 0n]],
      ['UBIGINT', [2n ** 64n - 1n]],
      ['FLOAT', [Math.fround(0.1), NaN, -Infinity, -0]],
      ['DOUBLE', [0.1, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, NaN, Infinity, -Infinity, -0, 0]],
      [
        'VARCHAR',
        ['', ' ', 'null', 'NaN', '\ufeffmark', 'Zoë 日本 👩‍🚀', 'a\'b"c\\d\u0000e\n', 'x'.repeat(70_000), null],
      ],
      ['TIMESTAMP', [1n, -1n, 1_714_554_000_123_456n, 2n ** 63n - 1n, -62_135_596_800_000_001n]],
      ['TIMESTAMP WITH TIME ZONE', [1_714_554_000_000_000n]],
      ['DECIMAL(38,10)', ['1234567890123456789012345678.0123456789']],
      ['DATE', ['2024-02-29']],
      ['BIGINT[]', [[], [1n, null, 9_007_199_254_740_993n], null]],
      ['DOUBLE[]', [[1.5, NaN, -0, Infinity, null]]],
      ['VARCHAR[]', [['', 'ä', null, 'a,b']]],
      ['INTEGER[][]', [[[1, 2], [], null]]],
      ['FLOAT[3]', [[0, 1, 2]]],
      ['TIMESTAMP[]', [[1_714_554_000_123_456n, null]]],
      ['BOOLEAN[]', [[true, null, false]]],
    ];
    const most = Math.max(...cases.map(([, values]) => values.length));
    const features = cases.map(([type], i) => ({ name: `${type.toLowerCase()} ${i}`, type }));
    const typed = { ...target, view: 'types', schema: { keys: schema.keys, features } };
    const records = Array.from({ length: most }, (_, i) => ({
      entity: `id=${i}`,
      t: 1n,
      c: null,
      values: cases.map(([, values]) => values[i % values.length]!),
    }));
    await putRecords(store, typed, records);
    const found = await store.get(
      'p',
      records.map(({ entity }) => ({ view: 'types', entity })),
    );
    expect(found.map((one) => one?.values)).toEqual(records.map(({ values }) => values));
  });

  it('brings numbers of any bits back to the last one', async () => {
    const random = new Random(11);
    const words = () => new DataView(Uint32Array.from([random.below(2 ** 32), random.below(2 ** 32)]).buffer);
    const types = ['DOUBLE', 'FLOAT', 'BIGINT', 'UBIGINT', 'TIMESTAMP', 'DOUBLE[]'];
    const features = types.map((type) => ({ name: type, type }));
    const records = Array.from({ length: 400 }, (_, i) => {
      const bits = words();
      const [double, float] = [bits.getFloat64(0), bits.getFloat32(0)];
      const values = [double, float, bits.getBigInt64(0), bits.getBigUint64(0), bits.getBigInt64(0), [double, null]];
      return { entity: `id=${i}`, t: bits.getBigInt64(0), c: i % 2 ? null : bits.getBigInt64(0), values };
    });
    await putRecords(store, { ...target, view: 'bits', schema: { keys: schema.keys, features } }, records);
    const found = await store.get(
      'p',
      records.map(({ entity }) => ({ view: 'bits', entity })),
    );
    expect(found.map((one) => [one!.t, one!.c, one!.values])).toEqual(
      records.map(({ t, c, values }) => [t, c, values]),
    );
  });

  it('keeps the newest of one put, in whatever order it comes', async () => {
    const entity = 'id=thrice';
    const records = [row(entity, 2n, null, 2n), row(entity, 3n, null, 3n), row(entity, 1n, null, 1n)];
    expect(await putRecords(store, target, records)).toEqual({ written: 2, keptNewer: 1 });
    expect(await value(store, entity)).toBe(3n);
  });

  it('asks for no clock: what was written when decides nothing, and events may be in the future', async () => {
    const [late, early] = [4_000_000_000_000_000n, 1n];
    await putRecords(store, { ...target, written: late }, [row('id=clock', 5n, null, 1n)]);
    expect(await putRecords(store, { ...target, written: early }, [row('id=clock', 5n, null, 2n)])).toMatchObject({
      written: 1,
    });
    const [found] = await store.get('p', [{ view: 'v', entity: 'id=clock' }]);
    expect([found!.written, found!.values]).toEqual([early, [2n]]);
    await putRecords(store, { ...target, written: early }, [row('id=clock', late, null, 3n)]);
    expect(await putRecords(store, { ...target, written: late }, [row('id=clock', 6n, null, 4n)])).toMatchObject({
      keptNewer: 1,
    });
    expect(await value(store, 'id=clock')).toBe(3n);
  });

  it('refuses a value that is too long, and a key, and keeps what was there', async () => {
    const text = { ...target, view: 'long', schema: { ...schema, features: [{ name: 'x', type: 'VARCHAR' }] } };
    await putRecords(store, text, [row('id=long', 1n, null, 'old')]);
    const long = 'x'.repeat(33 * 1024 * 1024);
    const put = putRecords(store, text, [row('id=long', 2n, null, long)]);
    await expect(put).rejects.toMatchObject({ code: 'online_value_too_long', kind: 'data' });
    expect(await value(store, 'id=long', 'long')).toBe('old');
    expect(() => entityKey(schema.keys, ['ä'.repeat(600)])).toThrow(
      expect.objectContaining({ code: 'online_key_too_long' }),
    );
    const longest = entityKey(schema.keys, ['ä'.repeat(500)])!;
    await putRecords(store, text, [row(longest, 1n, null, 'kept')]);
    expect(await value(store, longest, 'long')).toBe('kept');
  });

  it('tells -0 from 0, which toEqual does too', () => {
    expect([-0]).not.toEqual([0]);
  });

  it('reads an older record with the layout that it was written with', async () => {
    const other: Schema = {
      keys: schema.keys,
      features: [
        { name: 'y', type: 'VARCHAR' },
        { name: '__order', type: 'DOUBLE' },
      ],
    };
    await putRecords(store, { ...target, view: 'grown' }, [row('id=1', 1n, null, 42n), row('id=2', 1n, null, 43n)]);
    await putRecords(store, { ...target, view: 'grown', schema: other }, [
      { entity: 'id=2', t: 2n, c: null, values: ['new', 0.5] },
    ]);
    const fresh = await opened.again();
    const [first, second] = await fresh.get(
      'p',
      ['id=1', 'id=2'].map((entity) => ({ view: 'grown', entity })),
    );
    expect([first!.schema, first!.values]).toEqual([schema, [42n]]);
    expect([second!.schema, second!.values]).toEqual([other, ['new', 0.5]]);
    expect((await fresh.views('p')).find(({ view }) => view === 'grown')!.schema).toEqual(other);
    if (fresh !== store) await fresh.close();
  });

  it('remembers the run with the greatest end, of equal ones the last', async () => {
    const finished = (end: bigint, entities: number): FinishedRun => {
      const counts = { rowsRead: 9, entities, written: 1, keptNewer: 2 };
      const unread = { from: end - 5n, to: end - 1n };
      return {
        start: null,
        end,
        finished: 3n,
        createdSeen: -1n,
        knownSeen: end,
        readFrom: null,
        unread,
        rowsBefore: 7,
        ...counts,
      };
    };
    await putRecords(store, { ...target, view: 'runs' }, []);
    const last = async () => (await store.views('p')).find(({ view }) => view === 'runs')!.lastRun;
    expect(await last()).toBeNull();
    for (const [end, entities, kept] of [
      [5n, 1, finished(5n, 1)],
      [4n, 2, finished(5n, 1)],
      [-day, 3, finished(5n, 1)],
      [5n, 4, finished(5n, 4)],
      [1n << 40n, 5, finished(1n << 40n, 5)],
    ] as const) {
      await (await store.begin({ ...target, view: 'runs' }, permit)).finish(finished(end, entities));
      expect(await last()).toEqual(kept);
    }
    const over = await store.begin({ ...target, view: 'runs' }, permit, true);
    await over.finish(finished(3n, 6));
    expect(await last()).toEqual(finished(3n, 6));
  });

  it('lists the views of a project, and only those', async () => {
    await putRecords(store, { ...target, project: 'listed', view: 'a:b{c}' }, [row('id=1', 1n, null, 1n)]);
    await putRecords(store, { ...target, project: 'listed', view: 'ü' }, []);
    await putRecords(store, { ...target, project: 'listed:a', view: 'z' }, []);
    expect((await store.views('listed')).map(({ view }) => view).sort()).toEqual(['a:b{c}', 'ü']);
    expect(await store.views('nobody')).toEqual([]);
  });

  it('lists the entities of a view, and only those', async () => {
    const records = Array.from({ length: 2500 }, (_, i) => row(`id=${i}`, BigInt(i), null, BigInt(i)));
    await putRecords(store, { ...target, view: 'scanned' }, records);
    await putRecords(store, { ...target, view: 'scanned too' }, [row('id=x', 1n, null, 1n)]);
    await putRecords(store, { ...target, project: 'p:scanned', view: 'scanned' }, [row('id=y', 1n, null, 1n)]);
    const found = new Set<string>();
    for await (const names of store.entities('p', 'scanned')) for (const name of names) found.add(name);
    expect([...found].sort()).toEqual(records.map(({ entity }) => entity).sort());
  });

  it('samples the entities of views: all of few, of many neither the first nor each one twice', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => row(`id=${String(i).padStart(4, '0')}`, 1n, null, 1n));
    await putRecords(store, { ...target, project: 'sampled', view: 'a:many' }, many);
    await putRecords(store, { ...target, project: 'sampled', view: 'few' }, many.slice(0, 3));
    await putRecords(store, { ...target, project: 'sampled', view: 'not asked' }, many.slice(5, 9));
    const [few, none, some] = await store.sample('sampled', ['few', 'none', 'a:many'], 100);
    expect([few!.sort(), none]).toEqual([['id=0000', 'id=0001', 'id=0002'], []]);
    expect(some!.every((name) => many.some(({ entity }) => entity === name))).toBe(true);
    expect([some!.length > 40 && some!.length <= 100, new Set(some).size]).toEqual([true, some!.length]);
    expect(Math.abs(some!.filter((name) => name < 'id=1250').length / some!.length - 0.5)).toBeLessThan(0.2);
    const controller = new AbortController();
    controller.abort();
    const stopped = store.sample('sampled', ['few'], 100, { signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('counts the records of views, and measures some: no more than all of the store, and of each feature its own bytes', async () => {
    const fields = [
      { name: 'n', type: 'DOUBLE' },
      { name: 'text', type: 'VARCHAR' },
      { name: 'list', type: 'INTEGER[]' },
    ];
    const wide: Schema = { keys: schema.keys, features: fields };
    const long = 'ü'.repeat(3000);
    const records: OnlineRecord[] = [
      { entity: 'id=long', t: 1n, c: null, values: [1.5, long, [1, 2]] },
      { entity: 'id=null', t: 1n, c: null, values: [null, null, null] },
    ];
    await putRecords(store, { ...target, project: 'sized', view: 'wide', schema: wide }, records);
    const many = Array.from({ length: 2500 }, (_, i) => row(`id=${i}`, 1n, null, BigInt(i)));
    await putRecords(store, { ...target, project: 'sized', view: 'wide:too' }, many);
    expect(await store.count('sized', ['wide', 'wide:too', 'none'])).toEqual(
      [2, 2500, 0].map((counted) => ({ records: counted, isExact: true })),
    );
    const wanted = ['id=long', 'id=null', 'id=none'].map((entity) => ({ view: 'wide', entity }));
    const [full, bare, none] = await store.measure('sized', wanted);
    expect(none).toBeNull();
    const [n, text, list] = full!.values as [number, number, number];
    expect(bare!.values).toEqual([0, 0, 0]);
    expect([text >= 6000 && text < 6020, n >= 3 && n <= 8, list > 4 && list < 20]).toEqual([true, true, true]);
    expect(full!.all).toBeGreaterThan(full!.name + n + text + list);
    expect(bare!.all).toBeLessThan(1000);
    const all = await store.bytes();
    // Nobody but an administrator may ask it of some servers.
    if (all !== null) expect(all).toBeGreaterThan(full!.all + 2500 * 40);
  });

  it('scans the records of a view, those of each layout by themselves', async () => {
    const older: Schema = { keys: schema.keys, features: [{ name: 'y', type: 'VARCHAR[]' }] };
    const records = Array.from({ length: 2500 }, (_, i) =>
      row(`id=ü%3a${i}`, BigInt(i), null, i % 3 ? BigInt(i) : null),
    );
    await putRecords(store, { ...target, view: 'read' }, records);
    await putRecords(store, { ...target, view: 'read', schema: older }, [
      { entity: 'id=old', t: -5n, c: 1n, values: [['a', null]] },
    ]);
    await putRecords(store, { ...target, view: 'read too' }, [row('id=x', 1n, null, 1n)]);
    const found = new Map<string, unknown>();
    for await (const part of store.scan('p', 'read', ['x', 'none', 'y'])) {
      part.entities.forEach((entity, i) => {
        found.set(entity, [part.schema, part.t[i], ...part.values.map((column) => (column ? column[i] : 'not there'))]);
      });
    }
    const wanted = records.map(({ entity, t, values }): [string, unknown] => {
      return [entity, [schema, t, values[0], 'not there', 'not there']];
    });
    expect(found).toEqual(new Map([...wanted, ['id=old', [older, -5n, 'not there', 'not there', ['a', null]]]]));
    for await (const part of store.scan('p', 'nothing', ['x'])) expect(part.entities).toEqual([]);
  });

  it('ends a listing that is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const listing = async () => {
      for await (const names of store.entities('p', 'scanned', { signal: controller.signal }))
        expect(names).toEqual([]);
    };
    await expect(listing()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends with the newest of each entity, however several writers race', async () => {
    const random = new Random(7);
    const entities = Array.from({ length: 40 }, (_, i) => `id=r${i}`);
    const writers = await Promise.all([1, 2, 3].map(() => opened.again()));
    const all: OnlineRecord[] = [];
    const batches = Array.from({ length: 30 }, () =>
      Array.from({ length: 60 }, () => {
        const [t, c] = [BigInt(random.below(6)), random.chance(0.3) ? null : BigInt(random.below(4))];
        // The value follows from the times, so that the last of equals need not be known.
        const record = row(random.one(entities), t, c, t * 10n + (c === null ? -1n : c));
        all.push(record);
        return record;
      }),
    );
    await Promise.all(batches.map((batch, i) => putRecords(writers[i % 3]!, { ...target, view: 'raced' }, batch)));
    const found = await store.get(
      'p',
      entities.map((entity) => ({ view: 'raced', entity })),
    );
    entities.forEach((entity, i) => {
      const mine = all.filter((record) => record.entity === entity);
      const newest = mine.reduce<OnlineRecord | null>(
        (best, next) => (best && !replaces(next, best) ? best : next),
        null,
      );
      expect(found[i]?.values[0], entity).toEqual(newest?.values[0]);
    });
    for (const writer of writers) if (writer !== store) await writer.close();
  });

  it('writes nothing of a put that was cancelled before it began', async () => {
    const controller = new AbortController();
    controller.abort();
    const put = putRecords(store, target, [row('id=cancelled', 1n, null, 1n)], { signal: controller.signal });
    await expect(put).rejects.toMatchObject({ code: 'cancelled' });
    expect(await value(store, 'id=cancelled')).toBeUndefined();
  });
});
