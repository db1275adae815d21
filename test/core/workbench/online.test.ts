import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHost, type EngineHost as RunningHost } from '../../../core/node/host/host.ts';
import { lessonCopies } from '../../../core/node/host/lesson-copies.ts';
import { lastingHost } from '../../../core/rpc/lasting-host.ts';
import type { Host } from '../../../core/rpc/contract.ts';
import type { ConnectionTarget } from '../../../core/rpc/online-api.ts';
import { parseInstant } from '../../../core/time/instant.ts';
import { engines } from '../../support/engines.ts';
import { findRedis, RedisServer } from '../../support/redis.ts';
import { everyFolder } from '../../support/trust.ts';
import { pair } from '../rpc/pair.ts';
import { bench, definitions, labelsCsv, putShop, statsCsv } from './setup.ts';

const end = parseInstant('2024-03-08');
const key = (value: string) => ({ customer_id: value });
const suggested = (value: string) => [{ name: 'customer_id', value }];

describe.each(engines)('the online store of a workspace without a folder of its own, on $name', ({ open }) => {
  it('is written, read back and looked up beside the offline row', async () => {
    const opened = await open();
    const shop = bench(opened);
    try {
      await putShop(shop);
      const { id: workspace } = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
      const { views } = await shop.host.call('materializePlan', { workspace, start: null, end });
      expect(views).toMatchObject([{ view: 'stats_v1', would: { entities: 2, written: 2, kept_newer: 0 } }]);
      const request = { workspace, view: 'stats_v1', start: null, end, confirm: null };
      const done = await shop.host.call('materialize', request);
      expect(done).toMatchObject({ receipt: { written: 2 }, check: { looked: 2, same: 2, example: null } });
      const found = await shop.host.call('lookup', { workspace, entity: key('a'), now: end });
      expect(found.views[0]!.features).toEqual([
        {
          name: 'spend',
          type: expect.any(String) as string,
          online: '90',
          status: 'present',
          offline: '90',
          offlineStatus: 'present',
          same: true,
        },
        {
          name: 'tier',
          type: 'VARCHAR',
          online: 'pro',
          status: 'present',
          offline: 'pro',
          offlineStatus: 'present',
          same: true,
        },
      ]);
    } finally {
      await shop.closeWorkbench();
      await opened.close();
    }
  });
});

describe.skipIf(!findRedis())('the online store of a workspace folder, over the real host', () => {
  let redis: RedisServer;
  let locked: RedisServer;
  let folder: string;
  let root: string;
  let running: RunningHost;
  let host: Host;
  let workspace: string;

  beforeAll(async () => {
    redis = await RedisServer.start();
    locked = await RedisServer.start(['--requirepass', 's3cr3t/@']);
  });
  afterAll(async () => {
    await redis?.stop();
    await locked?.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-online-'));
    root = join(folder, 'shop');
    await mkdir(root);
    const files = { 'asof.yaml': definitions, 'labels.csv': labelsCsv, 'stats.csv': statsCsv };
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
    running = await openHost({ lessons: lessonCopies(folder), trust: everyFolder });
    host = await lastingHost({
      open: () => {
        const { page, host: side } = pair();
        running.connect(side);
        return Promise.resolve(page);
      },
      pause: () => Promise.resolve(),
    });
    workspace = (await host.call('openWorkspace', { kind: 'folder', path: root })).id;
  });
  afterEach(async () => {
    host.close();
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  const target = (address: string, more: Partial<ConnectionTarget> = {}): ConnectionTarget => ({
    type: 'redis',
    address,
    password: null,
    environment: '',
    ...more,
  });
  const materialize = (confirm: string | null = null) =>
    host.call('materialize', { workspace, view: 'stats_v1', start: null, end, confirm });

  it('is the embedded one, which looking at does not make', async () => {
    expect(await host.call('onlineState', { workspace })).toMatchObject({ kind: 'embedded', problem: null });
    await host.call('materializePlan', { workspace, start: null, end });
    expect(await host.call('lookup', { workspace, entity: key('a'), now: end })).toMatchObject({
      views: [{ online: null, features: [{ status: 'missing', offline: '90' }, { status: 'missing' }] }],
    });
    expect(await readdir(root)).toEqual(['asof.yaml', 'labels.csv', 'stats.csv']);
    await materialize();
    expect(await host.call('onlineRecords', { workspace, view: 'stats_v1', whole: false })).toEqual({
      view: 'stats_v1',
      records: 2,
      exact: true,
      newest: parseInstant('2024-03-07'),
      oldest: parseInstant('2024-03-05'),
      looked: 2,
    });
  });

  it('suggests entities of the source before a run, and of the store after it', async () => {
    const before = await host.call('lookupChoices', { workspace });
    expect(before).toMatchObject([{ views: ['stats_v1'], entities: [suggested('a'), suggested('b'), suggested('c')] }]);
    await materialize();
    expect((await host.call('lookupChoices', { workspace }))[0]!.entities).toEqual([suggested('a'), suggested('c')]);
  });

  it('tells a value that is expired, one that is missing, and what the other side has', async () => {
    await materialize();
    const late = await host.call('lookup', { workspace, entity: key('c'), now: parseInstant('2024-04-01') });
    expect(late.views[0]!.features[0]).toMatchObject({
      status: 'expired',
      online: null,
      offlineStatus: 'expired',
      same: null,
    });
    // Exactly as old as the TTL, by both sides.
    const last = await host.call('lookup', { workspace, entity: key('c'), now: parseInstant('2024-03-15') });
    expect(last.views[0]!.features[0]).toMatchObject({ status: 'present', offlineStatus: 'present', same: true });
    const early = await host.call('lookup', { workspace, entity: key('a'), now: parseInstant('2024-03-05') });
    expect(early.views[0]).toMatchObject({ features: [{ online: '90', offline: '20', same: false }, {}] });
    const nobody = await host.call('lookup', { workspace, entity: key('zz'), now: end });
    expect(nobody.views[0]).toMatchObject({
      online: null,
      offline: null,
      features: [{ status: 'missing', offlineStatus: 'none' }, {}],
    });
    await expect(host.call('lookup', { workspace, entity: {}, now: end })).rejects.toMatchObject({
      code: 'bad_option',
    });
  });

  it('is tested before it is saved, and what is wrong with it is said in one line', async () => {
    const test = (address: string, password: string | null = null) =>
      host.call('testConnection', { workspace, target: target(address, { password }) });
    expect(await test(redis.url)).toMatchObject({ address: `redis://127.0.0.1:${redis.port}`, views: 0 });
    await expect(test('redis://127.0.0.1:1')).rejects.toMatchObject({ code: 'online_unreachable' });
    await expect(test('redis://127.0.0.1:1/x')).rejects.toMatchObject({ code: 'bad_option' });
    await expect(test(locked.url)).rejects.toMatchObject({ code: 'online_login' });
    expect(await test(locked.url, 's3cr3t/@')).toMatchObject({ views: 0 });
    expect(await readFile(join(root, 'asof.yaml'), 'utf8')).toBe(definitions);
  });

  it('is saved without its password, which no file, no answer and no message holds', async () => {
    const address = `redis://:${encodeURIComponent('s3cr3t/@')}@127.0.0.1:${locked.port}/0`;
    const state = await host.call('saveConnection', { workspace, target: target(address), keep: 'session' });
    expect(state).toMatchObject({ kind: 'redis', problem: null });
    expect(await materialize()).toMatchObject({ check: { same: 2 } });
    const text = await readFile(join(root, 'asof.yaml'), 'utf8');
    expect(text).toBe(`${definitions}online_store:\n  type: redis\n  url: redis://127.0.0.1:${locked.port}/0\n`);
    const form = await host.call('connection', { workspace });
    expect(form).toMatchObject({ address: `redis://127.0.0.1:${locked.port}/0`, hasPassword: true });
    expect(
      JSON.stringify([state, form], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toMatch(/s3cr3t/);
    for (const name of await readdir(root)) expect(await readFile(join(root, name), 'utf8')).not.toMatch(/s3cr3t/);
  });

  it('asks for a password that nobody knows, and keeps only one that is right', async () => {
    const url = `redis://localhost:${locked.port}/0`;
    await writeFile(join(root, 'asof.yaml'), `${definitions}online_store: {type: redis, url: "${url}"}\n`);
    await host.call('openWorkspace', { kind: 'folder', path: root });
    expect(await host.call('onlineState', { workspace })).toMatchObject({ asksPassword: true });
    const give = (password: string) => host.call('giveSecret', { workspace, password, keep: 'session' });
    await expect(give('wrong')).rejects.toMatchObject({ code: 'online_login' });
    expect(await host.call('onlineState', { workspace })).toMatchObject({ asksPassword: true });
    expect(await give('s3cr3t/@')).toMatchObject({ problem: null, asksPassword: false });
  });

  it('is not written without its name where it is called production, whoever asks', async () => {
    await host.call('saveConnection', {
      workspace,
      target: target(redis.url, { environment: 'production' }),
      keep: 'session',
    });
    expect(await host.call('onlineState', { workspace })).toMatchObject({ environment: 'production', guarded: true });
    await expect(materialize()).rejects.toMatchObject({ code: 'online_unconfirmed' });
    await expect(materialize('staging')).rejects.toMatchObject({ code: 'online_unconfirmed' });
    expect(await host.call('onlineRecords', { workspace, view: 'stats_v1', whole: true })).toMatchObject({
      records: 0,
    });
    expect(await materialize('production')).toMatchObject({ receipt: { written: 2 } });
    const { views } = await host.call('lookup', { workspace, entity: key('a'), now: end });
    expect(views[0]!.stored.command).toContain('asof:{shop:customer_id=a}:stats_v1');
    const forget = (confirm: string | null) =>
      host.call('forget', { workspace, view: 'stats_v1', entity: key('a'), confirm });
    await expect(forget(null)).rejects.toMatchObject({ code: 'online_unconfirmed' });
    expect([await forget('production'), await forget('production')]).toEqual([{ removed: true }, { removed: false }]);
    const after = await host.call('lookup', { workspace, entity: key('a'), now: end });
    expect(after.views[0]!.online).toBeNull();
  });

  it('says that it is gone, and works again when it is back', async () => {
    const own = await RedisServer.start(['--appendonly', 'yes']);
    try {
      await host.call('saveConnection', { workspace, target: target(own.url), keep: 'session' });
      await materialize();
      await own.kill();
      const gone = await host.call('onlineState', { workspace });
      expect(gone.problem?.title).toMatch(/127.0.0.1/);
      await expect(materialize()).rejects.toMatchObject({ kind: 'environment' });
      await own.start();
      expect(await host.call('onlineState', { workspace })).toMatchObject({ problem: null });
      expect(await materialize()).toMatchObject({ check: { missing: 0, different: 0 } });
    } finally {
      await own.stop();
    }
  });
});
