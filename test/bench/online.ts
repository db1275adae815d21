import { execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { RedisServer } from '../support/redis.ts';
import { BenchWorkspace } from './bench-workspace.ts';
import { median } from './measure.ts';
import { defineOnline, end, featureNames, lookedUpViews, makeOnlineData } from './online-data.ts';
import { measureLookups } from './online-lookup.ts';
import { inColumns } from './table.ts';

/** Bytes of a packed record of 20 numbers. */
const recordBytes = 197;
/** What HSETs are measured with: their rate does not change with how many there are. */
const hashShare = 0.2;
const memoryBar = 400;

interface Materialized {
  /** Of the run's own receipt; the process takes half a second more to start. */
  perSecond: number;
  /** The most that the process held, in MB. */
  megabytes: number;
}

/**
 * The bars of the online side. Each run measures in turn: redis-benchmark's pipelined SET, a plain
 * pipeline of HSETs, and `asof materialize` into the emptied server and once more over what it wrote.
 * Gives what to print.
 */
export async function measureOnline(folder: string, entities: number, runs: number): Promise<string> {
  await BenchWorkspace.use(folder, ({ engine }) => makeOnlineData(engine, folder, entities));
  const redis = await RedisServer.start();
  try {
    const [sets, hashes, empty, over, embedded]: [number[], number[], Materialized[], Materialized[], Materialized[]] =
      [[], [], [], [], []];
    for (let run = 0; run < runs; run++) {
      flush(redis);
      sets.push(setsPerSecond(redis, entities));
      flush(redis);
      hashes.push(await hashesPerSecond(redis, Math.ceil(entities * hashShare)));
      flush(redis);
      defineOnline(folder, `{type: redis, url: "${redis.url}"}`);
      empty.push(await materialize(folder, 'accounts_v1'));
      over.push(await materialize(folder, 'accounts_v1'));
      defineOnline(folder, '{type: embedded}');
      embedded.push(await materialize(folder, 'accounts_v1'));
      rmSync(join(folder, '.asof'), { recursive: true });
    }
    const rate = (all: readonly Materialized[]) => median(all.map(({ perSecond }) => perSecond));
    const [set, hash] = [median(sets), median(hashes)];
    const line = (what: string, perSecond: number) => [what, thousands(perSecond), '', ''];
    const against = (what: string, all: readonly Materialized[]) => {
      const megabytes = Math.max(...all.map((one) => one.megabytes));
      const [toSet, toHash] = [rate(all) / set, rate(all) / hash];
      const ratios = `${toSet.toFixed(2)} x SET (at least 0.4), ${toHash.toFixed(1)} x HSETs (at least 5)`;
      const missed = toSet < 0.4 || toHash < 5 || megabytes > memoryBar;
      return [
        what,
        thousands(rate(all)),
        ratios,
        `${megabytes.toFixed(0)} MB (at most ${memoryBar})${missed ? '  OVER' : ''}`,
      ];
    };
    const alone = Math.max(...embedded.map(({ megabytes }) => megabytes));
    const written = inColumns([
      ['', 'entities/s', '', 'memory'],
      line(`redis-benchmark SET -P 100 of ${recordBytes} bytes`, set),
      line('ioredis pipeline of HSETs', hash),
      against('asof materialize, an empty Redis', empty),
      against('asof materialize, over the same', over),
      ['asof materialize, embedded', thousands(rate(embedded)), '', `${alone.toFixed(0)} MB`],
    ]);
    flush(redis);
    defineOnline(folder, `{type: redis, url: "${redis.url}"}`);
    for (const view of lookedUpViews) await materialize(folder, view);
    const lookups = await measureLookups(folder, redis);
    const load = loadavg().map((one) => one.toFixed(1));
    return [
      `Online: ${thousands(entities)} entities of ${featureNames.length} numbers, Parquet to a Redis of this machine, median of ${runs}; load ${load.join(' ')}\n`,
      written,
      '',
      lookups,
    ].join('\n');
  } finally {
    await redis.stop();
  }
}

function flush({ port }: RedisServer): void {
  execFileSync('redis-cli', ['-p', String(port), 'FLUSHALL']);
}

function setsPerSecond({ port }: RedisServer, count: number): number {
  const args = ['-p', port, '-t', 'set', '-P', 100, '-d', recordBytes, '-n', count, '-r', count, '--csv'].map(String);
  const [, perSecond] = /"SET","([\d.]+)"/.exec(execFileSync('redis-benchmark', args, { encoding: 'utf8' }))!;
  return Number(perSecond);
}

/** What one would write without thinking: a hash an entity, a thousand commands a pipeline. */
async function hashesPerSecond({ port }: RedisServer, count: number): Promise<number> {
  const client = new Redis({ port, protocol: 2 });
  const rows = Array.from({ length: count }, (_, i) =>
    featureNames.flatMap((name, f) => [name, ((i * 7919 + f * 104_729) % 100_000) / 100]),
  );
  const start = performance.now();
  for (let from = 0; from < count; from += 1000) {
    const pipeline = client.pipeline();
    rows.slice(from, from + 1000).forEach((row, i) => pipeline.hset(`hash:${from + i}`, ...row));
    await pipeline.exec();
  }
  const seconds = (performance.now() - start) / 1000;
  client.disconnect();
  return count / seconds;
}

/** Runs the built command in a process of its own. */
async function materialize(folder: string, view: string): Promise<Materialized> {
  const built = join(import.meta.dirname, '..', '..', 'dist', 'asof.js');
  const args = [built, 'materialize', '--views', view, '--start', '2020-01-01', '--end', end, '--json'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let [out, kilobytes] = ['', 0];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  const watch = setInterval(() => (kilobytes = Math.max(kilobytes, residentKilobytes(child.pid!))), 100);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (status !== 0) throw new Error(`asof materialize ended with ${status}`);
  const { views } = JSON.parse(out) as { views: [{ entities: number; seconds: number }] };
  return { perSecond: views[0].entities / views[0].seconds, megabytes: kilobytes / 1024 };
}

function residentKilobytes(pid: number): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    // It has just ended.
    return 0;
  }
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en');
}
