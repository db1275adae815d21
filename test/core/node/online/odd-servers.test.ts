import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toLine } from '../../../../core/errors/asof-error.ts';
import type { Schema } from '../../../../core/online/schema.ts';
import { startRedisSentinel, type RedisServer } from '../../../support/redis.ts';
import { client, opened, server } from '../../../support/redis-for-a-test.ts';
import { finishedRun, permit, putRecords } from '../../../support/put-records.ts';

const schema: Schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'VARCHAR' }] };
const target = { project: 'p', view: 'v', schema, written: 0n };
const many = (count: number, t: bigint, x: string) =>
  Array.from({ length: count }, (_, i) => ({ entity: `id=${i}`, t, c: null, values: [x] }));
const wanted = (entity: string) => [{ view: 'v', entity }];

/** Something that listens; gives its address. */
async function listener(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const listening: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return `redis://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

async function failure(work: Promise<unknown>) {
  const thrown: unknown = await work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  return thrown as { code: string; title: string; hint: string };
}

describe('what is not a Redis that will do', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['nonsense', '\u0000\u0001\u0002 what?\r\n'],
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('speaks %s', async (_name, greeting) => {
    const url = await listener((socket) => socket.on('data', () => socket.write(greeting)));
    const error = await failure(opened(url));
    expect([error.code, toLine(error).split('\n').length]).toEqual(['online_not_redis', 1]);
  });

  it('hangs up at once', async () => {
    const error = await failure(opened(await listener((socket) => socket.destroy())));
    expect([error.code, error.hint]).toEqual(['online_unreachable', 'does it want TLS (rediss://), or another port?']);
  });

  it('is older than 6', async () => {
    const { port } = await server();
    // What a Redis 5 says of itself, and else a Redis.
    const url = await listener((socket) => {
      const upstream = connect(port, '127.0.0.1');
      upstream.on('error', () => undefined);
      socket.pipe(upstream);
      upstream.on('data', (data: Buffer) =>
        socket.write(Buffer.from(data.toString('latin1').replace(/redis_version:\d/, 'redis_version:5'), 'latin1')),
      );
      socket.on('close', () => upstream.destroy());
    });
    const error = await failure(opened(url));
    expect(error).toMatchObject({ code: 'online_too_old', hint: 'Redis 6 or later is needed' });
    expect(error.title).toMatch(/is Redis 5\.\d/);
  });

  it.each([':5\r\n', '*1\r\n:1\r\n', '$7\r\ngarbage\r\n', '$19\r\nredis_version:seven\r\n', '+OK\r\n'])(
    'answers INFO with %j',
    async (said) => {
      const url = await listener((socket) =>
        socket.on('data', (data: Buffer) => {
          for (const word of data.toString('latin1').match(/info|select/gi) ?? [])
            socket.write(/info/i.test(word) ? said : '+OK\r\n');
        }),
      );
      const error = await failure(opened(url));
      expect([error.code, toLine(error as never).split('\n').length]).toEqual(['online_not_redis', 1]);
    },
  );
});

describe('a Redis in trouble', () => {
  it.each(['packed', 'hash'] as const)(
    'that is full takes no more, layout: %s; what it has is whole',
    async (layout) => {
      const { url, port } = await server(['--maxmemory', '4mb', '--maxmemory-policy', 'noeviction']);
      const store = await opened(url, { layout });
      await putRecords(store, target, many(500, 1n, 'old'));
      const redis = client(port);
      for (let i = 0; (await redis.set(`filler${i}`, 'x'.repeat(50_000)).catch(() => null)) !== null; i++);
      expect(await failure(putRecords(store, target, many(500, 2n, 'new'.repeat(500))))).toMatchObject({
        code: 'online_full',
      });
      const found = await store.get(
        'p',
        many(500, 0n, '').flatMap(({ entity }) => wanted(entity)),
      );
      expect(found.filter((one) => one?.values[0] !== (one?.t === 1n ? 'old' : 'new'.repeat(500)))).toEqual([]);
      await redis.config('SET', 'maxmemory', '0');
      expect(await putRecords(store, target, many(500, 2n, 'new'))).toEqual({ written: 500, keptNewer: 0 });
    },
  );

  it('whose records an older or newer version of this program wrote: none is read wrong or replaced', async () => {
    const { url, port } = await server();
    const store = await opened(url);
    await putRecords(store, target, many(2, 1n, 'mine'));
    const redis = client(port);
    await redis.setrange('asof:{p:id=1}:v', 25, '\u0002');
    const theirs = await redis.getBuffer('asof:{p:id=1}:v');
    expect(await failure(store.get('p', wanted('id=1')))).toMatchObject({ code: 'online_record_foreign' });
    expect(await failure(putRecords(store, target, many(2, 9n, 'new')))).toMatchObject({
      code: 'online_record_foreign',
      title: expect.stringContaining('asof:{p:id=1}:v') as string,
    });
    expect(await redis.getBuffer('asof:{p:id=1}:v')).toEqual(theirs);
    // Cut off, and of a layout that nobody remembers.
    await redis.set('asof:{p:id=2}:v', (await redis.getBuffer('asof:{p:id=0}:v'))!.subarray(0, -1));
    expect(await failure(store.get('p', wanted('id=2')))).toMatchObject({ code: 'online_record_foreign' });
    await redis.setrange('asof:{p:id=0}:v', 26, 'unknown!');
    expect(await failure(store.get('p', wanted('id=0')))).toMatchObject({ code: 'online_damaged' });
  });

  it('with something of another type where its own should be is named, also when it is read', async () => {
    const { url, port } = await server();
    const redis = client(port);
    await redis.sadd('asof:{p:id=1}:v', 'x');
    const hashes = await opened(url, { layout: 'hash' });
    const taken = { code: 'online_key_taken', title: expect.stringContaining('asof:{p:id=1}:v') as string };
    expect(await failure(hashes.get('p', wanted('id=1')))).toMatchObject(taken);
    // MGET itself says of such a key that there is nothing.
    const packed = await opened(url);
    await putRecords(packed, target, many(1, 1n, 'x'));
    expect(await failure(packed.get('p', [...wanted('id=9'), ...wanted('id=1')]))).toMatchObject(taken);
    expect(await packed.get('p', [...wanted('id=9'), ...wanted('id=0')])).toMatchObject([null, { t: 1n }]);
    await redis.del('asof:views:{p}');
    await redis.set('asof:views:{p}', 'x');
    expect(await failure(hashes.views('p'))).toMatchObject({
      code: 'online_key_taken',
      title: expect.stringContaining('asof:views:{p}') as string,
    });
  });

  it.each(['packed', 'hash'] as const)(
    'with a run or a layout that is damaged is told which, layout %s',
    async (layout) => {
      const redis = await server();
      const store = await opened(redis.url, { layout });
      const writer = await store.begin(target, permit);
      await writer.put(many(3, 1n, 'x'));
      await writer.finish(finishedRun(9n));
      const asked = client(redis.port);
      const damaged = (key: string) => ({ code: 'online_damaged', title: expect.stringContaining(key) as string });
      await asked.hset('asof:runs:{p}', 'v', 'garbage');
      expect((await store.views('p'))[0]).toMatchObject({
        schema: target.schema,
        lastRun: null,
        damage: damaged('asof:runs:{p}'),
      });
      const again = await store.begin(target, permit);
      expect(await failure(again.finish(finishedRun(10n)))).toMatchObject(damaged('asof:runs:{p}'));
      await asked.del('asof:runs:{p}');

      const [key] = await asked.keys('asof:schema:*');
      await asked.del(key!);
      const fresh = await opened(redis.url, { layout });
      expect((await fresh.views('p'))[0]).toMatchObject({ schema: null, damage: damaged(key!) });
      expect(await failure(fresh.get('p', wanted('id=1')))).toMatchObject(damaged(key!));
      await asked.hset('asof:views:{p}', 'v', '?');
      expect((await fresh.views('p'))[0]).toMatchObject({ schema: null, damage: damaged('asof:views:{p}') });
      // What is written next puts both right.
      await fresh.begin(target, permit);
      expect((await fresh.views('p'))[0]).toMatchObject({ schema: target.schema, damage: null });
      expect((await fresh.get('p', wanted('id=1')))[0]).toMatchObject({ t: 1n });
      await asked.set('asof:runs:{p}', 'x');
      const taken = { code: 'online_key_taken', title: expect.stringContaining('asof:runs:{p}') as string };
      expect(await failure(store.views('p'))).toMatchObject(taken);
      const last = await fresh.begin(target, permit);
      expect(await failure(last.finish(finishedRun(11n)))).toMatchObject(taken);
    },
  );

  it('may be replaced by its replica in the middle: a sentinel says where to go on', async () => {
    const { servers, url } = await startRedisSentinel();
    onTestFinished(async () => void (await Promise.all(servers.map((one) => one.stop()))));
    const [sentinel, master, replica] = servers as [RedisServer, RedisServer, RedisServer];
    const store = await opened(url);
    const writer = await store.begin(target, permit);
    await writer.put(many(50, 5n, 'old'));
    const asked = client(sentinel.port);
    while (!JSON.stringify(await asked.call('SENTINEL', 'replicas', 'features')).includes(String(replica.port)))
      await new Promise((resolve) => setTimeout(resolve, 100));
    const copy = client(replica.port);
    // The records, their layout, the list of views and the mark.
    while ((await copy.dbsize()) < 53) await new Promise((resolve) => setTimeout(resolve, 50));
    await master.kill();
    expect(await writer.put(many(60, 4n, 'older'))).toEqual({ written: 10, keptNewer: 50 });
    // It had got all, so nothing is lost.
    await writer.finish(finishedRun(9n));
  });
});
