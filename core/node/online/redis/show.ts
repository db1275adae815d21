import type { Cluster, Redis } from 'ioredis';
import type { ShownRecord } from '../../../online/online-store.ts';
import { printBytes } from '../../../online/print-bytes.ts';
import { shellWord } from '../../../text/shell-word.ts';
import type { RedisAddress } from './address.ts';

/** The redis-cli command that shows a record, and what it prints. */
export async function showRecord(
  client: Redis | Cluster,
  address: RedisAddress,
  layout: 'packed' | 'hash',
  key: string,
): Promise<ShownRecord> {
  const command = `${redisCli(address)} ${layout === 'hash' ? 'HGETALL' : 'GET'} ${shellWord(key)}`;
  if (layout === 'packed') {
    const bytes = await client.getBuffer(key);
    return { command, raw: bytes && printBytes(bytes) };
  }
  const fields = Object.entries(await client.hgetallBuffer(key)).flatMap(([name, value]) => [Buffer.from(name), value]);
  const lines = fields.map((bytes, i) => `${i + 1}) ${printBytes(bytes)}`);
  return { command, raw: lines.length ? lines.join('\n') : null };
}

/** With what differs from redis-cli's own defaults. It does not speak with sentinels, who tell where the master is. */
function redisCli({ mode, nodes, db, tls, username }: RedisAddress): string {
  const [{ host, port }] = nodes as [RedisAddress['nodes'][0]];
  const isNear = host === 'localhost' || host === '127.0.0.1';
  const place = mode === 'sentinel' ? [] : [...(isNear ? [] : ['-h', host]), ...(port === 6379 ? [] : ['-p', port])];
  return [
    'redis-cli',
    ...(mode === 'cluster' ? ['-c'] : []),
    ...place,
    ...(db ? ['-n', db] : []),
    ...(tls ? ['--tls'] : []),
    ...(username === undefined ? [] : ['--user', username]),
  ]
    .map((word) => shellWord(String(word)))
    .join(' ');
}
