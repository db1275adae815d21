import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { AsofError } from '../../../errors/asof-error.ts';
import type { ErrorParams } from '../../../errors/catalogue.ts';
import type { RedisAddress } from './address.ts';
import { redisFailure } from './failure.ts';
import type { Script } from './scripts.ts';

const connectMs = 5000;
const commandMs = 30_000;
/** How often a lost connection is tried again: for some twenty seconds. */
const retries = 20;

/** A connection to a Redis, its sentinels or a cluster. Whatever fails, fails in the user's words. */
export class RedisConnection {
  readonly client: Redis | Cluster;
  readonly address: RedisAddress;
  #opened = false;
  #way = 0;
  #lastError: unknown = null;

  private constructor(address: RedisAddress) {
    this.address = address;
    const again = (times: number): number | null =>
      this.#opened && times <= retries ? Math.min(50 * times, 1000) : null;
    this.client = makeClient(address, again);
    this.client.on('close', () => this.#way++);
    this.client.on('error', (error: unknown) => {
      this.#lastError = error;
    });
  }

  /** Throws `online_unreachable`, `online_login`, `online_tls`, `online_not_redis`, `online_too_old`, `online_kind_differs`. */
  static async open(address: RedisAddress): Promise<RedisConnection> {
    const connection = new RedisConnection(address);
    try {
      await connection.#connect();
      await connection.#check();
      connection.#opened = true;
      return connection;
    } catch (error) {
      connection.client.disconnect();
      const cause = connection.#lastError ?? error;
      throw error instanceof AsofError ? error : redisFailure(cause, address.shown, false);
    }
  }

  /** Another number after the connection was lost: who answers then may be another server. */
  get way(): number {
    return this.#way;
  }

  /** Does something with the client; `about` says more of what a script may find damaged. */
  async ask<T>(work: (client: Redis | Cluster) => Promise<T>, about: ErrorParams = {}): Promise<T> {
    try {
      return await work(this.client);
    } catch (error) {
      throw redisFailure(error, this.address.shown, true, about);
    }
  }

  /** Those that hold records. */
  masters(): Redis[] {
    return this.client instanceof Cluster ? this.client.nodes('master') : [this.client];
  }

  /** A section of INFO, from each master; empty where the user may not ask. */
  async info(section: string): Promise<Map<string, string>[]> {
    return Promise.all(
      this.masters().map(async (node) => {
        const text: unknown = await node.info(section).catch(emptyWhereForbidden);
        if (typeof text !== 'string') throw new AsofError('online_not_redis', { address: this.address.shown });
        return new Map(text.split(/\r?\n/).map((line) => line.split(/:(.*)/s).slice(0, 2) as [string, string]));
      }),
    );
  }

  close(): Promise<void> {
    this.client.disconnect();
    return Promise.resolve();
  }

  async #connect(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), 2 * connectMs);
    });
    try {
      await Promise.race([this.client.connect(), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #check(): Promise<void> {
    const { shown, mode } = this.address;
    const servers = await this.info('server');
    for (const server of servers) {
      const version = server.get('redis_version');
      // Nothing at all is said to who may not ask.
      if (version === undefined && [...server.keys()].join('').trim() === '') continue;
      if (version === undefined || !/^\d+\./.test(version)) throw new AsofError('online_not_redis', { address: shown });
      if (Number.parseInt(version) < 6) throw new AsofError('online_too_old', { address: shown, version });
    }
    const isCluster = servers.some((server) => server.get('redis_mode') === 'cluster');
    if (isCluster && mode !== 'cluster') {
      const hint = 'write redis+cluster://HOST:PORT';
      throw new AsofError('online_kind_differs', { address: shown, what: 'is a node of a cluster', hint });
    }
    // A wrong number of a database is told only when it is used; the client keeps that to itself.
    if (this.client instanceof Redis && this.address.db) await this.client.select(this.address.db);
  }
}

/** Runs a script by its name, and by its text where the server has not seen it. */
export async function runScript(
  client: Redis | Cluster,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(lua, keys.length, ...keys, ...args);
  }
}

function makeClient(address: RedisAddress, again: (times: number) => number | null): Redis | Cluster {
  const { mode, nodes, username, password, db, master, tls } = address;
  const common: RedisOptions = {
    username,
    password,
    ...(tls && { tls }),
    protocol: 2,
    connectTimeout: connectMs,
    commandTimeout: commandMs,
    maxRetriesPerRequest: null,
    disableClientInfo: true,
    lazyConnect: true,
  };
  switch (mode) {
    case 'cluster':
      return new Cluster(nodes, {
        lazyConnect: true,
        clusterRetryStrategy: again,
        redisOptions: common,
        slotsRefreshTimeout: connectMs,
        // A certificate is for the name that the cluster gives, so that is not looked up.
        ...(tls && { dnsLookup: (name, done) => done(null, name) }),
      });
    case 'sentinel':
      return quiet({
        ...common,
        db,
        name: master!,
        sentinels: nodes,
        ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
        sentinelRetryStrategy: again,
        retryStrategy: again,
      });
    case 'standalone':
      return quiet({ ...common, db, ...nodes[0]!, retryStrategy: again });
  }
}

type Answered = (error: unknown, text?: string) => void;

/** A client asks INFO at each connection, to wait for a server that loads; it is not to complain on the terminal where it may not ask. */
function quiet(options: RedisOptions): Redis {
  const client = new Redis(options);
  const info = client.info.bind(client) as (...sections: unknown[]) => Promise<string>;
  client.info = (...args: unknown[]) => {
    const answered = typeof args.at(-1) === 'function' ? (args.pop() as Answered) : null;
    const text = info(...args).catch(emptyWhereForbidden);
    if (answered) void text.then((said) => answered(null, said), answered);
    return text;
  };
  return client;
}

function emptyWhereForbidden(error: Error): string {
  if (error.message.startsWith('NOPERM')) return '';
  throw error;
}
