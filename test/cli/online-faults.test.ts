import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openOnlineStore } from '../../core/node/online/open.ts';
import { Random } from '../support/random.ts';
import { RedisServer } from '../support/redis.ts';
import { storedRecords } from '../support/stored-records.ts';
import { asof, folderOf, start, workspace } from './run-asof.ts';

/** How often a process is killed, of each kind; more with ASOF_KILLS. */
const kills = Number(process.env.ASOF_KILLS ?? 2);
const customers = 8000;
const lines = (at: string, factor: number) =>
  Array.from({ length: customers }, (_, i) => `${i},${at},${i * factor},t${i}`).join('\n');
const columns = 'customer_id,at,spend,tier';
const [march1, march5, march6] = [1_709_251_200_000_000n, 1_709_596_800_000_000n, 1_709_683_200_000_000n];
const older = ['materialize', '--end', '2024-03-02'];
const newer = ['materialize', '--end', '2024-03-06'];

/** A workspace whose store is this Redis, or the embedded one. */
function folderFor(project: string, redis: RedisServer | null): string {
  const online = redis ? `online_store: {type: redis, url: "${redis.url}"}\n` : '';
  return folderOf({
    'asof.yaml': workspace['asof.yaml'].replace('project: shop', `project: ${project}`) + online,
    'data/spend.csv': `${columns}\n${lines('2024-03-01', 1)}\n${lines('2024-03-05', 2)}\n`,
  });
}

async function server(settings: string[] = []): Promise<RedisServer> {
  const redis = await RedisServer.start(settings);
  onTestFinished(() => redis.stop());
  return redis;
}

/** How many records are the old ones and how many the new; each of them is whole, or this fails. Where the last run ended. */
async function look(folder: string, project: string, redis: RedisServer | null) {
  const type = redis ? 'redis' : 'embedded';
  const store = await openOnlineStore({ type, url: redis?.url, layout: 'packed', expiry: {} }, folder, {});
  try {
    const ages = { old: 0, new: 0 };
    // A claim of each would take longer than the command.
    const torn: unknown[] = [];
    for (const [entity, { t, values }] of await storedRecords(store, project, 'spend_v1')) {
      const id = BigInt(entity.slice('customer_id='.length));
      const spend = t === march1 ? id : t === march5 ? id * 2n : null;
      if (values.length !== 2 || values[0] !== spend || values[1] !== `t${id}`) torn.push([entity, t, values]);
      ages[t === march1 ? 'old' : 'new']++;
    }
    expect(torn).toEqual([]);
    return { ...ages, end: (await store.views(project))[0]?.lastRun?.end ?? null };
  } finally {
    await store.close();
  }
}

const done = { old: 0, new: customers, end: march6 };

/** Resolves when a run has begun to replace records, or has ended. */
async function firstWrite(redis: RedisServer, project: string, finished: Promise<unknown>): Promise<void> {
  let ended = false;
  void finished.then(() => (ended = true));
  const client = new Redis({ port: redis.port, protocol: 2, retryStrategy: () => null });
  client.on('error', () => undefined);
  const changed = `asof:{${project}:customer_id=0}:spend_v1`;
  const before = await client.getBuffer(changed);
  while (!ended && (await client.getBuffer(changed))?.equals(before ?? Buffer.alloc(0)) !== false) await pause(1);
  client.disconnect();
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('asof materialize, killed at any moment and run again', () => {
  it.each(['embedded', 'Redis'])('leaves old or new records and comes to the same end, on %s', async (kind) => {
    const redis = kind === 'Redis' ? await server() : null;
    const random = new Random(kind.length);
    let took = 0;
    for (let round = 0; round <= kills; round++) {
      const project = `killed-${round}`;
      const folder = folderFor(project, redis);
      expect(await asof(folder, ...older)).toMatchObject({ status: 0, err: '' });
      const began = performance.now();
      const { child, finished } = start(folder, ...newer);
      // The first one is let be, to learn how long one takes.
      const timer = round > 0 && setTimeout(() => child.kill('SIGKILL'), took * (0.4 + 0.55 * random.next()));
      const { status } = await finished;
      if (timer) clearTimeout(timer);
      else took = performance.now() - began;
      const after = await look(folder, project, redis);
      expect(after.old + after.new).toBe(customers);
      // What is remembered as done is done.
      if (after.end === march6) expect(after).toEqual(done);
      else expect(status).not.toBe(0);
      expect(await asof(folder, ...newer)).toMatchObject({ status: 0, err: '' });
      expect(await look(folder, project, redis)).toEqual(done);
    }
  });

  it('ends with 130 when it is interrupted, and is completed by running again', async () => {
    const redis = await server();
    const folder = folderFor('stopped', redis);
    await asof(folder, ...older);
    const { child, finished } = start(folder, ...newer);
    await firstWrite(redis, 'stopped', finished);
    child.kill('SIGINT');
    const { status, err } = await finished;
    expect([0, 130]).toContain(status);
    if (status === 130) expect(err.trim()).toMatch(/^asof: cancelled$/m);
    const after = await look(folder, 'stopped', redis);
    expect(after.old + after.new).toBe(customers);
    if (status === 130) expect(after.end).not.toBe(march6);
    await asof(folder, ...newer);
    expect(await look(folder, 'stopped', redis)).toEqual(done);
  });
});

describe('a Redis that is killed while asof materialize writes', () => {
  it.each(['with its data', 'empty'])('and started again %s, leaves what running again completes', async (how) => {
    const keeps = how === 'with its data';
    const redis = await server(keeps ? ['--appendonly', 'yes'] : []);
    const random = new Random(how.length);
    for (let round = 0; round < kills; round++) {
      const project = `lost-${round}`;
      const folder = folderFor(project, redis);
      expect(await asof(folder, ...older)).toMatchObject({ status: 0, err: '' });
      const { finished } = start(folder, ...newer);
      await firstWrite(redis, project, finished);
      await pause(random.below(60));
      await redis.kill();
      await redis.start();
      const { status, err } = await finished;
      const after = await look(folder, project, redis);
      if (keeps) expect(after.old + after.new).toBe(customers);
      if (status === 0) expect(keeps ? after : after.end).toEqual(keeps ? done : null);
      else {
        expect([status, err.trim().split('\n').length, after.end === march6]).toEqual([3, 1, false]);
        expect(err).toMatch(/restarted during the run|connection .* was lost|cannot reach/);
      }
      expect(await asof(folder, ...newer)).toMatchObject({ status: 0, err: '' });
      expect(await look(folder, project, redis)).toEqual(done);
    }
  });

  it('and stays away, is told on one line, then and by those that come after', async () => {
    const redis = await server();
    const folder = folderFor('gone', redis);
    await asof(folder, ...older);
    const { finished } = start(folder, ...newer);
    await firstWrite(redis, 'gone', finished);
    await redis.kill();
    const lost = await finished;
    // It may have been done just before.
    if (lost.status !== 0) expect([lost.status, lost.err.trim().split('\n').length]).toEqual([3, 1]);
    if (lost.status !== 0) expect(lost.err).toMatch(/run again/);
    for (const command of [newer, ['lookup', '--service', 'model_v1', '--entity', 'customer_id=1']]) {
      const { status, out, err } = await asof(folder, ...command);
      expect([status, out, err.trim().split('\n').length]).toEqual([3, '', 1]);
      expect(err).toContain('nothing listens there');
    }
  });
});

describe('what is said before anything is written', () => {
  it('warns of a Redis that may drop features, and of an end in the future', async () => {
    const redis = await server(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
    const folder = folderFor('warned', redis);
    const { status, err } = await asof(folder, 'materialize', '--end', '2999-01-01', '--dry-run');
    expect(status).toBe(0);
    expect(err).toMatch(/maxmemory-policy is allkeys-lru: .* set noeviction/);
    expect(err).toMatch(/2999-01-01T00:00:00Z is in the future: later runs start from there/);
  });

  it('refuses to begin where a clock that is ahead has already ended a run, and says what to do', async () => {
    const folder = folderFor('ahead', null);
    expect((await asof(folder, 'materialize', '--end', '2999-01-01')).status).toBe(0);
    const { status, out, err } = await asof(folder, 'materialize');
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/ended at 2999-01-01T00:00:00Z, after .* \(give a --start/);
    expect((await asof(folder, 'materialize', '--start', '2024-01-01')).status).toBe(0);
  });
});

describe('two runs of asof materialize at once', () => {
  it.each(['embedded', 'Redis'])('end with the newest of each record, on %s', async (kind) => {
    const redis = kind === 'Redis' ? await server() : null;
    for (const project of ['first', 'second']) {
      const folder = folderFor(project, redis);
      const given = ['materialize', '--start', '2024-02-20', '--end'];
      const runs = [start(folder, ...given, '2024-03-06'), start(folder, ...given, '2024-03-02')];
      const finished = await Promise.all(runs.map((run) => run.finished));
      expect(finished.map(({ status, err }) => [status, err])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(await look(folder, project, redis)).toEqual(done);
    }
  });
});
