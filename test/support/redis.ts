import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian, Ubuntu and macOS keep it; REDIS_SERVER names another. */
const places = [
  process.env.REDIS_SERVER,
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
];

export function findRedis(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(place));
}

/** A real redis-server on a free port of the loopback, with a folder of its own. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #settings: string[];
  /** A sentinel's configuration, which is in a file because it writes into it; else empty. */
  readonly #sentinel: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, folder: string, settings: string[], sentinel: string) {
    this.port = port;
    this.folder = folder;
    this.#settings = settings;
    this.#sentinel = sentinel;
    if (sentinel) writeFileSync(join(folder, 'sentinel.conf'), sentinel);
  }

  /** Settings are as on redis-server's command line; `PORT` and `DIR` in them are filled in. */
  static async start(settings: string[] = [], sentinel = ''): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'asof-redis-'));
    const server = new RedisServer(await freePort(), folder, settings, sentinel);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** Again on the same port, with what it kept on its disk. */
  async start(): Promise<void> {
    const place = ['--port', 'PORT', '--dir', 'DIR', '--bind', '127.0.0.1', '--loglevel', 'warning'];
    const usual = this.#sentinel
      ? ['DIR/sentinel.conf', '--sentinel', ...place]
      : [...place, '--save', '', '--appendonly', 'no'];
    const args = [...usual, ...this.#settings].map((text) =>
      text.replaceAll('PORT', String(this.port)).replaceAll('DIR', this.folder),
    );
    const child = spawn(findRedis()!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let tries = 0; !(await answers(this.port)); tries++) {
      if (child.exitCode !== null || tries > 1000)
        throw new Error(`redis-server did not start (${child.exitCode ?? 'still running'}): ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** As by kill -9. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    this.#process = null;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A server with a password that speaks TLS alone, and the address for a user of it who may do no more than
 * the store needs, in database 3.
 */
export async function startSecureRedis(): Promise<{ server: RedisServer; url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'asof-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject],
    { stdio: 'ignore' },
  );
  const tls = ['--port', '0', '--tls-port', 'PORT', '--tls-cert-file', certificate, '--tls-key-file', key];
  const settings = [
    ...tls,
    '--tls-ca-cert-file',
    certificate,
    '--tls-auth-clients',
    'no',
    '--requirepass',
    'only for the default user',
    '--user',
    ...'feature-writer on >p@ss/word ~asof:* +@read +@write +@scripting +@connection +info'.split(' '),
  ];
  const server = await RedisServer.start(settings);
  const url = `rediss://feature-writer:${encodeURIComponent('p@ss/word')}@127.0.0.1:${server.port}/3?ca=${certificate}`;
  return { server, url };
}

/** Three masters. */
export async function startRedisCluster(): Promise<{ servers: RedisServer[]; url: string }> {
  const settings = [
    '--cluster-enabled',
    'yes',
    '--cluster-config-file',
    'DIR/nodes.conf',
    '--cluster-node-timeout',
    '2000',
  ];
  const servers = await Promise.all([1, 2, 3].map(() => RedisServer.start(settings)));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'ignore' });
  for (const { port } of servers) {
    const isUp = (): boolean =>
      execFileSync('redis-cli', ['-p', String(port), 'cluster', 'info']).includes('cluster_state:ok');
    while (!isUp()) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { servers, url: `redis+cluster://${addresses.join()}` };
}

/** A master with a replica, and the sentinel that watches them. */
export async function startRedisSentinel(): Promise<{ servers: RedisServer[]; url: string }> {
  const master = await RedisServer.start(['--repl-diskless-sync-delay', '0']);
  const replica = await RedisServer.start(['--replicaof', `127.0.0.1 ${master.port}`]);
  const sentinel = await RedisServer.start(
    [],
    `sentinel monitor features 127.0.0.1 ${master.port} 1
sentinel down-after-milliseconds features 500
sentinel failover-timeout features 2000
`,
  );
  return { servers: [sentinel, master, replica], url: `redis+sentinel://127.0.0.1:${sentinel.port}/features` };
}

/** Redis' own port plus ten thousand is a cluster's bus, so both have to be free. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
