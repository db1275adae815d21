import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { openRedis, type RedisOptions } from '../../core/node/online/redis/store.ts';
import type { OnlineStore } from '../../core/online/online-store.ts';
import { RedisServer } from './redis.ts';

/** A server that ends with the test that is running; so do the store and the client below. */
export async function server(settings: string[] = []): Promise<RedisServer> {
  const started = await RedisServer.start(settings);
  onTestFinished(() => started.stop());
  return started;
}

export async function opened(url: string, options: Partial<RedisOptions> = {}): Promise<OnlineStore> {
  const store = await openRedis(url, { layout: 'packed', expiry: {}, root: '', ...options });
  onTestFinished(() => store.close());
  return store;
}

/** A client of its own, beside the store. */
export function client(port: number): Redis {
  const redis = new Redis({ port, protocol: 2, retryStrategy: () => null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  return redis;
}
