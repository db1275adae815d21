import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedis, type RedisOptions } from '../../core/node/online/redis/store.ts';
import { memoryStore } from '../../core/online/memory.ts';
import type { OnlineStore, PutTarget } from '../../core/online/online-store.ts';
import { printBytes } from '../../core/online/print-bytes.ts';
import { RedisServer, startRedisCluster } from '../support/redis.ts';
import { putRecords } from '../support/put-records.ts';

const schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'VARCHAR' }] };
const target: PutTarget = { project: "p's", view: 'v', schema, written: 1_700_000_000_000_000n };
const wanted = { view: 'v', entity: "id=it's" };
const record = { entity: wanted.entity, t: 5n, c: null, values: ['"ä"\n'] };

const kinds: [string, RedisOptions['layout'], () => Promise<{ servers: RedisServer[]; url: string }>][] = [
  ['Redis', 'packed', plain],
  ['Redis with readable hashes', 'hash', plain],
  ['a Redis cluster', 'packed', startRedisCluster],
];

describe.each(kinds)('a record as it stands in %s', (_name, layout, start) => {
  let servers: RedisServer[];
  let store: OnlineStore;
  beforeAll(async () => {
    const started = await start();
    servers = started.servers;
    store = await openRedis(started.url, { layout, expiry: {}, root: '' });
    await putRecords(store, target, [record]);
  });
  afterAll(async () => {
    await store.close();
    for (const server of servers) await server.stop();
  });

  it('is shown by the command that is given, as it is given', async () => {
    const { command, raw } = await store.show(target.project, wanted);
    // Off a terminal redis-cli prints bytes as they are, unless asked.
    const printed = execFileSync('sh', ['-c', command!.replace('redis-cli', 'redis-cli --no-raw')], {
      encoding: 'utf8',
    });
    const lines = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.trim());
    expect(lines(printed)).toEqual(lines(raw!));
  });

  it('has a command where there is none, and nothing to print', async () => {
    const { command, raw } = await store.show(target.project, { view: 'v', entity: 'id=none' });
    expect([command?.includes('id=none'), raw]).toEqual([true, null]);
  });
});

describe('a record in a store without commands', () => {
  it('is its bytes', async () => {
    const store = memoryStore();
    await putRecords(store, target, [record]);
    expect(await store.show(target.project, wanted)).toEqual({
      command: null,
      raw: expect.stringMatching(/^"\\x80.*\\xc3\\xa4/) as string,
    });
    expect((await store.show(target.project, { view: 'v', entity: 'id=none' })).raw).toBeNull();
  });

  it('is cut where it is long', () => {
    const text = printBytes(new Uint8Array(5000).fill(65));
    expect([text.length, text.slice(-4)]).toEqual([4100, 'A"..']);
  });
});

async function plain() {
  const server = await RedisServer.start();
  return { servers: [server], url: server.url };
}
