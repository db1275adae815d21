import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { installedFeast } from '../support/feast/find-feast.ts';
import { RedisServer } from '../support/redis.ts';
import { BenchWorkspace } from './bench-workspace.ts';
import { quantile } from './measure.ts';
import { defineOnline, end, lookedUpEntities, lookedUpViews, makeOnlineData } from './online-data.ts';
import { ServedClient } from './served-client.ts';
import { inColumns } from './table.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'asof.js');
const [batch, clients] = [100, 8];
const [mostP50, mostP99, leastOverFeast] = [1.3, 1.5, 10];

const features = lookedUpViews.map((view) => `${view}:*`);
const asof = (ids: string[]) => ({ features, entities: { customer_id: ids } });

/** The bars of `asof api` over Redis, said as they are measured; `seconds` is how long clients ask at once. */
export async function measureServing(folder: string, seconds: number, say: (line: string) => void): Promise<void> {
  await BenchWorkspace.use(folder, ({ engine }) => makeOnlineData(engine, folder, lookedUpEntities));
  const redis = await RedisServer.start();
  const children: ChildProcess[] = [];
  try {
    defineOnline(folder, `{type: redis, url: "${redis.url}"}`);
    const run = ['materialize', '--views', lookedUpViews.join(), '--start', '2020-01-01', '--end', end];
    execFileSync(process.execPath, [built, ...run], { cwd: folder, stdio: 'ignore' });
    const api = spawn(process.execPath, [built, 'api', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(api);
    const [said] = (await once(api.stdout, 'data')) as [Buffer];
    const address = said.toString().trim();
    const ours = new ServedClient(`${address}/features`, asof, 1);
    const bareProcess = fork(join(import.meta.dirname, 'bare-server.ts'));
    children.push(bareProcess);
    const answer = JSON.parse((await ours.ask(batch)).text) as object;
    bareProcess.send({ redisPort: redis.port, views: lookedUpViews, answer });
    const [bareAddress] = (await once(bareProcess, 'message')) as [string];
    const bare = new ServedClient(`${bareAddress}/features`, asof, 1);
    const load = loadavg().map((one) => one.toFixed(1));
    const what = `${batch} of ${lookedUpEntities.toLocaleString('en')} entities x ${lookedUpViews.length} views of 20`;
    say(`Serving: ${what}, over HTTP, from a Redis of this machine; load ${load.join(' ')}\n`);
    say(await oneAfterTheOther(ours, bare));
    const before = residentMegabytes(api);
    const together = await atOnce(`${address}/features`, asof, seconds);
    const memory = `memory ${before} MB, then ${residentMegabytes(api)} MB`;
    say(`\n${clients} clients for ${seconds} s: ${sayRate(together)}; ${memory}`);
    const python = installedFeast();
    if (python === null) say('Feast 0.67 is not installed: FEAST_PYTHON names a Python that has it');
    else say(await againstFeast(folder, redis, python, address, seconds, children));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await redis.stop();
  }
}

async function oneAfterTheOther(ours: ServedClient, bare: ServedClient): Promise<string> {
  const [asked, floor]: [number[], number[]] = [[], []];
  // The first ones let the compilers see what is hot.
  for (let time = -200; time < 1500; time++) {
    const [one, other] = [(await ours.ask(batch)).ms, (await bare.ask(batch)).ms];
    if (time < 0) continue;
    asked.push(one);
    floor.push(other);
  }
  const figures = (all: readonly number[]) => [0.5, 0.95, 0.99].map((share) => `${quantile(all, share).toFixed(2)} ms`);
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(asked, share) / quantile(floor, share)) as [number, number];
  const over = p50 > mostP50 || p99 > mostP99 ? '  OVER' : '';
  const told = `${p50.toFixed(2)} x at p50 (at most ${mostP50}), ${p99.toFixed(2)} x at p99 (at most ${mostP99})${over}`;
  return inColumns([
    ['', 'p50', 'p95', 'p99', ''],
    ['Fastify, MGET, JSON.stringify', ...figures(floor), ''],
    ['asof api', ...figures(asked), told],
  ]);
}

interface Rate {
  requests: number;
  errors: number;
  perSecond: number;
  p99: number;
}

/** Clients that each ask again as soon as they were answered. */
async function atOnce(url: string, body: (ids: string[]) => object, seconds: number): Promise<Rate> {
  const all = Array.from({ length: clients }, (_, i) => new ServedClient(url, body, i + 2));
  const took: number[] = [];
  let errors = 0;
  const began = performance.now();
  const ask = async (client: ServedClient): Promise<void> => {
    while (performance.now() - began < seconds * 1000) {
      await client.ask(batch).then(
        ({ ms }) => took.push(ms),
        () => errors++,
      );
    }
  };
  await Promise.all(all.map(ask));
  const elapsed = (performance.now() - began) / 1000;
  for (const client of all) client.close();
  return { requests: took.length, errors, perSecond: took.length / elapsed, p99: quantile(took, 0.99) };
}

function sayRate({ requests, errors, perSecond, p99 }: Rate): string {
  const wrong = errors === 0 ? 'no error' : `${errors} ERRORS`;
  return `${perSecond.toFixed(0)} requests/s, p99 ${p99.toFixed(1)} ms, ${requests.toLocaleString('en')} answers, ${wrong}`;
}

/** Feast's server over the same values in the same Redis, and ours asked in its words; in turn, three times. */
async function againstFeast(
  folder: string,
  redis: RedisServer,
  python: string,
  address: string,
  seconds: number,
  children: ChildProcess[],
): Promise<string> {
  const repo = join(folder, 'feast');
  const quiet = { cwd: folder, stdio: 'ignore' } as const;
  execFileSync(
    process.execPath,
    [built, 'export', 'feast', repo, '--online', `redis://127.0.0.1:${redis.port}/1`],
    quiet,
  );
  const feast = join(python, '..', 'feast');
  const env = { ...process.env, FEAST_USAGE: 'False', TZ: 'UTC', PYTHONPATH: '' };
  const views = lookedUpViews.flatMap((view) => ['--views', view]);
  execFileSync(feast, ['apply'], { cwd: repo, env, stdio: 'pipe' });
  execFileSync(feast, ['materialize', '2020-01-01T00:00:00', `${end}T00:00:00`, ...views], {
    cwd: repo,
    env,
    stdio: 'pipe',
  });
  const port = await freePort();
  const server = spawn(feast, ['serve', '--port', String(port), '--no-access-log'], {
    cwd: repo,
    env,
    stdio: 'ignore',
  });
  children.push(server);
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error(`feast serve ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const names = [...readFileSync(join(repo, 'definitions.py'), 'utf8').matchAll(/Field\(name="(f\d\d)"/g)].map(
    ([, name]) => name!,
  );
  const asked = lookedUpViews.flatMap((view) => [...new Set(names)].map((name) => `${view}:${name}`));
  const body = (ids: string[]) => ({
    features: asked,
    entities: { customer_id: ids.map(Number) },
    full_feature_names: true,
  });
  const [theirs, ours]: [number[], number[]] = [[], []];
  let errors = 0;
  for (let turn = 0; turn < 3; turn++) {
    for (const [base, rates] of [
      [url, theirs],
      [address, ours],
    ] as const) {
      const rate = await atOnce(`${base}/get-online-features`, body, Math.ceil(seconds / 6));
      rates.push(rate.perSecond);
      errors += rate.errors;
    }
  }
  const [slow, fast] = [quantile(theirs, 0.5), quantile(ours, 0.5)];
  const ratio = fast / slow;
  const told = `${ratio.toFixed(1)} x Feast's server (at least ${leastOverFeast})${ratio < leastOverFeast ? '  OVER' : ''}`;
  return `/get-online-features, ${clients} clients: asof api ${fast.toFixed(0)} requests/s, feast serve ${slow.toFixed(1)}; ${told}; ${errors} errors`;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function residentMegabytes({ pid }: ChildProcess): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
