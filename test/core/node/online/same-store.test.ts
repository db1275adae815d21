import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OnlineRecord, OnlineStore } from '../../../../core/online/online-store.ts';
import type { Schema } from '../../../../core/online/schema.ts';
import { finishedRun, permit, putRecords } from '../../../support/put-records.ts';
import { startRedisCluster, type RedisServer } from '../../../support/redis.ts';
import { client, opened, server } from '../../../support/redis-for-a-test.ts';

const schema: Schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'BIGINT' }] };
const target = { project: 'p', view: 'v', schema, written: 0n };
const many = (from: number, to: number, t = 1n): OnlineRecord[] =>
  Array.from({ length: to - from }, (_, i) => ({ entity: `id=${from + i}`, t, c: null, values: [1n] }));
const lost = { code: 'online_restarted', kind: 'environment' };

async function lastRun(store: OnlineStore) {
  return (await store.views('p')).find(({ view }) => view === 'v')?.lastRun ?? null;
}

/** A user who may do no more than is needed: not ask what the server is. */
const modest = ['--user', ...'modest on >s3cret ~asof:* +@read +@write +@scripting +@connection -info'.split(' ')];

async function modestStore(redis: RedisServer, layout: 'packed' | 'hash' = 'packed'): Promise<OnlineStore> {
  return opened(`redis://modest:s3cret@127.0.0.1:${redis.port}`, { layout });
}

it('says nothing on the terminal where it may not ask what the server is', async () => {
  const warn = vi.spyOn(console, 'warn');
  const redis = await server(modest);
  const store = await modestStore(redis);
  expect(await store.views('p')).toEqual([]);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

describe.each(['packed', 'hash'] as const)('a run into Redis, layout %s, whatever it may ask', (layout) => {
  const losses: [string, (redis: RedisServer) => Promise<unknown>][] = [
    ['was emptied', (redis) => client(redis.port).flushall()],
    [
      'was started again, empty',
      async (redis) => {
        await redis.kill();
        await redis.start();
      },
    ],
  ];

  it.each(losses)('ends well, and not where it %s', async (_what, lose) => {
    const redis = await server(modest);
    const store = await modestStore(redis, layout);
    const well = await store.begin(target, permit);
    await well.put(many(0, 450));
    await well.put(many(0, 450, 2n));
    await well.finish(finishedRun(5n));
    expect((await lastRun(store))!.end).toBe(5n);
    expect(await client(redis.port).keys('asof:run:*')).toEqual([]);

    const before = await store.begin(target, permit);
    await before.put(many(0, 450, 3n));
    await lose(redis);
    // Nothing is written after the loss, so only the end can tell.
    await expect(before.finish(finishedRun(6n))).rejects.toMatchObject(lost);
    expect(await lastRun(store)).toBeNull();

    const between = await store.begin(target, permit);
    await between.put(many(0, 450));
    await lose(redis);
    await expect(between.put(many(450, 900))).rejects.toMatchObject(lost);
    await expect(between.finish(finishedRun(7n))).rejects.toMatchObject(lost);
    expect(await lastRun(store)).toBeNull();

    // What it writes is all there, but what it did not need to write again is not.
    for (const fresh of [store, await modestStore(redis, layout)]) {
      const early = await fresh.begin(target, permit);
      await lose(redis);
      await expect(early.put(many(0, 450))).rejects.toMatchObject(lost);
    }
    await client(redis.port).flushall();

    const again = await store.begin(target, permit);
    await again.put(many(0, 900));
    await again.finish(finishedRun(8n));
    expect((await lastRun(store))!.end).toBe(8n);
  });

  it('is not remembered where the server comes back as it was some writes ago', async () => {
    const redis = await server(modest);
    const store = await modestStore(redis, layout);
    for (const t of [1n, 2n]) {
      // First as new records, then over those that are there.
      const writer = await store.begin(target, permit);
      await writer.put(many(0, 450, t));
      await client(redis.port).save();
      await writer.put(many(450, 900, t));
      await redis.kill();
      await redis.start();
      await writer.put(many(900, 1350, t));
      await expect(writer.finish(finishedRun(9n))).rejects.toMatchObject(lost);
      expect(await lastRun(store)).toBeNull();
    }
  });

  it('is not remembered where its view is forgotten or written over meanwhile', async () => {
    const store = await opened((await server()).url, { layout });
    const writer = await store.begin(target, permit);
    await writer.put(many(0, 450));
    expect(await store.forgetView('p', 'v', permit)).toBe(450);
    await expect(writer.finish(finishedRun(9n))).rejects.toMatchObject(lost);
    const other = await store.begin(target, permit);
    const over = await store.begin(target, permit, true);
    await over.put(many(0, 10, 0n));
    await over.finish(finishedRun(3n));
    await expect(other.finish(finishedRun(9n))).rejects.toMatchObject(lost);
    expect((await lastRun(store))!.end).toBe(3n);
  });

  it('leaves nothing of a project that is forgotten, and is not remembered itself', async () => {
    const redis = await server();
    const store = await opened(redis.url, { layout });
    const done = await store.begin(target, permit);
    await done.put(many(0, 10));
    await done.finish(finishedRun(2n));
    await putRecords(store, { ...target, project: 'p2' }, many(0, 1));
    const others = (await client(redis.port).keys('*')).filter((key) => key.includes('p2'));
    const writer = await store.begin(target, permit);
    await writer.put(many(10, 20));
    expect(await store.forgetView('p', 'v', permit)).toBe(20);
    await store.forgetProject('p', permit);
    expect((await client(redis.port).keys('*')).sort()).toEqual(others.sort());
    await expect(writer.finish(finishedRun(9n))).rejects.toMatchObject(lost);
    expect(await store.views('p')).toMatchObject([{ lastRun: null }]);
  });
});

describe('a run into a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => Promise.all(cluster.servers.map((one) => one.stop())));

  it('ends well, and not where any one of its masters was emptied', async () => {
    const store = await opened(cluster.url);
    const writer = await store.begin(target, permit);
    await writer.put(many(0, 900));
    await writer.finish(finishedRun(5n));
    expect((await lastRun(store))!.end).toBe(5n);
    for (const { port } of cluster.servers) {
      expect(await client(port).keys('asof:run:*')).toEqual([]);
      const before = await store.begin(target, permit);
      await before.put(many(0, 900, 2n));
      await client(port).flushall();
      await expect(before.finish(finishedRun(6n))).rejects.toMatchObject(lost);
      const between = await store.begin(target, permit);
      await between.put(many(0, 900, 2n));
      await client(port).flushall();
      await expect(between.put(many(0, 900, 3n))).rejects.toMatchObject(lost);
      for (const one of cluster.servers) await client(one.port).flushall();
    }
  });
});
