import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openOnlineStore } from '../../../../core/node/online/open.ts';
import { slotOf } from '../../../../core/node/online/redis/slots.ts';
import type { OnlineRecord } from '../../../../core/online/online-store.ts';
import type { OnlineValue, Schema } from '../../../../core/online/schema.ts';
import { startRedisCluster, startSecureRedis } from '../../../support/redis.ts';
import { client, opened, server } from '../../../support/redis-for-a-test.ts';
import { finishedRun, permit, putRecords } from '../../../support/put-records.ts';

const schema: Schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'VARCHAR' }] };
const target = { project: 'p', view: 'v', schema, written: 0n };
const row = (entity: string, t: bigint, x: OnlineValue): OnlineRecord => ({ entity, t, c: null, values: [x] });
const many = (count: number, t = 1n) => Array.from({ length: count }, (_, i) => row(`id=${i}`, t, 'x'.repeat(1000)));

describe('a Redis that cannot be used', () => {
  let secure: Awaited<ReturnType<typeof startSecureRedis>>;
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  beforeAll(async () => {
    [secure, cluster] = await Promise.all([startSecureRedis(), startRedisCluster()]);
  });
  afterAll(() => Promise.all([secure.server, ...cluster.servers].map((one) => one.stop())));

  it('nothing listens there, or there is no such host', async () => {
    await expect(opened('redis://127.0.0.1:1')).rejects.toMatchObject({
      code: 'online_unreachable',
      title: 'cannot reach redis://127.0.0.1:1: nothing listens there',
    });
    await expect(opened('redis+cluster://127.0.0.1:1')).rejects.toMatchObject({ code: 'online_unreachable' });
    await expect(opened('redis+sentinel://127.0.0.1:1/m')).rejects.toMatchObject({ code: 'online_unreachable' });
  });

  it('the password is wrong or lacks', async () => {
    const { port } = await server(['--requirepass', 'right']);
    for (const login of ['', ':wrong@', 'somebody:right@']) {
      const failed = opened(`redis://${login}127.0.0.1:${port}`);
      await expect(failed, login).rejects.toMatchObject({ code: 'online_login' });
      await expect(failed, login).rejects.not.toMatchObject({ title: expect.stringMatching(/wrong|right/) as string });
    }
    await opened(`redis://default:right@127.0.0.1:${port}`);
  });

  it('TLS where there is none, none where there is, and a certificate that nobody vouches for', async () => {
    const { port } = await server();
    const tls = secure.url.replace(/\?ca=.*/, '');
    await expect(opened(`rediss://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'online_unreachable',
      hint: 'does it speak TLS? redis:// is without',
    });
    await expect(opened(tls.replace('rediss', 'redis'))).rejects.toMatchObject({ code: 'online_unreachable' });
    await expect(opened(tls)).rejects.toMatchObject({
      code: 'online_tls',
      hint: 'name who signed it: rediss://HOST:PORT?ca=FILE.pem',
    });
  });

  it('there is no database of that number', async () => {
    const { port } = await server();
    await expect(opened(`redis://127.0.0.1:${port}/99`)).rejects.toMatchObject({ code: 'online_kind_differs' });
  });

  it('it is a node of a cluster, or none', async () => {
    const { port } = await server();
    await expect(opened(cluster.servers[0]!.url)).rejects.toMatchObject({ hint: 'write redis+cluster://HOST:PORT' });
    await expect(opened(`redis+cluster://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'online_kind_differs' });
  });

  it('it is no Redis', async () => {
    const web = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void web.close());
    const { port } = web.address() as AddressInfo;
    await expect(opened(`redis://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'online_not_redis' });
  });

  it.each([
    'localhost:6379',
    'http://x',
    'redis://a,b',
    'redis://h:0',
    'redis://h/x',
    'redis+sentinel://h',
    'redis+cluster://h/1',
  ])('its address %s cannot be read', async (url) => {
    await expect(opened(url)).rejects.toMatchObject({ code: 'bad_option' });
  });

  it('a variable of its address is not set', async () => {
    const definition = { type: 'redis', url: '${NOT_SET}', layout: 'packed', expiry: {} } as const;
    await expect(openOnlineStore(definition, '', {})).rejects.toMatchObject({ code: 'bad_option' });
  });
});

describe('a Redis that fails', () => {
  it('warns of a policy that drops features, and not of one that does not', async () => {
    const { url } = await server(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru']);
    expect((await opened(url)).info.warnings).toEqual([expect.stringContaining('allkeys-lru')]);
    const other = await server(['--maxmemory', '50mb', '--maxmemory-policy', 'volatile-ttl']);
    expect((await opened(other.url)).info.warnings).toEqual([]);
    expect((await opened(other.url, { expiry: { v: 1_000_000n } })).info.warnings).toHaveLength(1);
  });

  it('says that it is full; what it took is whole', async () => {
    const { url } = await server(['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction']);
    const store = await opened(url);
    await expect(putRecords(store, target, many(20_000))).rejects.toMatchObject({ code: 'online_full' });
    const some = await store.get(
      'p',
      many(20_000).map(({ entity }) => ({ view: 'v', entity })),
    );
    expect(some.filter((record) => record && record.values[0] !== 'x'.repeat(1000))).toEqual([]);
  });

  it('refuses to write to a replica', async () => {
    const master = await server();
    const replica = await server(['--replicaof', `127.0.0.1 ${master.port}`]);
    const store = await opened(replica.url);
    await expect(putRecords(store, target, many(3))).rejects.toMatchObject({ code: 'online_read_only' });
  });

  it('names a key of another type, and a record that something else wrote', async () => {
    const { url, port } = await server();
    const [packed, hashes, redis] = [await opened(url), await opened(url, { layout: 'hash' }), client(port)];
    await redis.sadd('asof:{p:id=set}:v', 'x');
    await redis.set('asof:{p:id=text}:v', 'x'.repeat(100));
    await redis.hset('asof:{p:id=hash}:v', 'x', '1');
    for (const store of [packed, hashes]) {
      await expect(putRecords(store, target, [row('id=set', 1n, 'a')])).rejects.toMatchObject({
        code: 'online_key_taken',
      });
    }
    await expect(putRecords(packed, target, [row('id=text', 1n, 'a')])).rejects.toMatchObject({
      code: 'online_record_foreign',
    });
    await expect(putRecords(hashes, target, [row('id=hash', 1n, 'a')])).rejects.toMatchObject({
      code: 'online_record_foreign',
    });
    const wanted = (entity: string) => [{ view: 'v', entity }];
    await expect(packed.get('p', wanted('id=text'))).rejects.toMatchObject({ code: 'online_record_foreign' });
    await expect(hashes.get('p', wanted('id=hash'))).rejects.toMatchObject({ code: 'online_record_foreign' });
    expect(await redis.get('asof:{p:id=text}:v')).toBe('x'.repeat(100));
  });

  it('tells records of the other layout from none', async () => {
    const { url } = await server();
    await putRecords(await opened(url), target, many(1));
    await expect((await opened(url, { layout: 'hash' })).views('p')).rejects.toMatchObject({
      code: 'online_kind_differs',
    });
  });

  it('keeps a record no longer than it is told, and for ever without', async () => {
    const { url, port } = await server();
    for (const layout of ['packed', 'hash'] as const) {
      const store = await opened(url, { layout, expiry: { short: 60_000_000n } });
      await putRecords(store, { ...target, project: layout, view: 'short' }, many(1));
      await putRecords(store, { ...target, project: layout }, many(1));
      const redis = client(port);
      expect(await redis.pttl(`asof:{${layout}:id=0}:short`)).toBeGreaterThan(50_000);
      expect(await redis.pttl(`asof:{${layout}:id=0}:v`)).toBe(-1);
    }
  });

  it('is waited for when it comes back, and has met the run before where it lost nothing', async () => {
    const redis = await server(['--appendonly', 'yes', '--appendfsync', 'always']);
    const store = await opened(redis.url);
    const writer = await store.begin(target, permit);
    await writer.put([row('id=a', 5n, 'old')]);
    await redis.kill();
    const put = writer.put([row('id=a', 4n, 'older'), row('id=b', 1n, 'new')]);
    await redis.start();
    expect(await put).toEqual({ written: 1, keptNewer: 1 });
    await writer.finish(finishedRun(9n));
    expect((await store.views('p'))[0]!.lastRun!.end).toBe(9n);
  });

  it('writes to whichever node has a slot, also after it has moved', async () => {
    const { servers, url } = await startRedisCluster();
    onTestFinished(async () => void (await Promise.all(servers.map((one) => one.stop()))));
    const store = await opened(url);
    await putRecords(store, target, many(300));
    const slot = slotOf('asof:{p:id=7}:v');
    const redis = servers.map(({ port }) => client(port));
    const ids = await Promise.all(redis.map((one) => one.cluster('MYID')));
    const from = (await Promise.all(redis.map((one) => one.cluster('COUNTKEYSINSLOT', slot)))).findIndex((n) => n > 0);
    const to = (from + 1) % 3;
    await redis[to]!.cluster('SETSLOT', slot, 'IMPORTING', ids[from]!);
    await redis[from]!.cluster('SETSLOT', slot, 'MIGRATING', ids[to]!);
    const keys = await redis[from]!.cluster('GETKEYSINSLOT', slot, 100);
    for (const key of keys.slice(0, 1)) await redis[from]!.migrate('127.0.0.1', servers[to]!.port, key, 0, 1000);
    expect(await putRecords(store, target, many(300, 2n))).toEqual({ written: 300, keptNewer: 0 });
    for (const key of await redis[from]!.cluster('GETKEYSINSLOT', slot, 100))
      await redis[from]!.migrate('127.0.0.1', servers[to]!.port, key, 0, 1000);
    for (const one of [redis[to]!, redis[from]!]) await one.cluster('SETSLOT', slot, 'NODE', ids[to]!);
    expect(await putRecords(store, target, many(300, 1n))).toEqual({ written: 0, keptNewer: 300 });
    expect((await store.get('p', [{ view: 'v', entity: 'id=7' }]))[0]!.t).toBe(2n);
    for (const key of ['', 'a', 'asof:{}:x', 'asof:{p:ü}:v', '{a}{b}'])
      expect(slotOf(key)).toBe(await redis[0]!.cluster('KEYSLOT', key));
  });

  it('shows readable hashes to other programs', async () => {
    const { url, port } = await server();
    const features = [
      { name: 'spend', type: 'DOUBLE' },
      { name: 'seen', type: 'TIMESTAMP' },
      { name: 'tier', type: 'VARCHAR' },
    ];
    const store = await opened(url, { layout: 'hash' });
    const values = [12.5, 1_714_554_000_000_000n, null];
    await putRecords(store, { ...target, schema: { ...schema, features }, written: 1_714_554_060_000_000n }, [
      { entity: 'id=a', t: 1_714_554_000_000_001n, c: 1_714_554_030_000_000n, values },
    ]);
    expect(await client(port).hgetall('asof:{p:id=a}:v')).toMatchObject({
      spend: '12.5',
      seen: '2024-05-01T09:00:00Z',
      __nulls: '["tier"]',
      __event_timestamp: '2024-05-01T09:00:00.000001Z',
      __created_timestamp: '2024-05-01T09:00:30Z',
      __written_at: '2024-05-01T09:01:00Z',
    });
  });
});
