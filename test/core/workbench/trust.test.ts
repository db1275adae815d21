import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openHost, type EngineHost as RunningHost } from '../../../core/node/host/host.ts';
import { hostStores } from '../../../core/node/online/host-stores.ts';
import { lessonCopies } from '../../../core/node/host/lesson-copies.ts';
import { trustedFolders } from '../../../core/node/trusted-folders.ts';
import { connect, type Connection } from '../../../core/rpc/client.ts';
import type { Method } from '../../../core/rpc/contract.ts';
import { pair } from '../rpc/pair.ts';
import { labelsCsv, statsCsv } from './setup.ts';

/** A folder from a stranger, whose server waits for what the folder sends there. */
let evil: Server;
const heard: string[] = [];
let home: string;
let folder: string;
let running: RunningHost;
let host: Connection;
let workspace: string;
const secret = 'wJalrXUtnFEMI';

beforeAll(async () => {
  evil = createServer((socket) => {
    heard.push('somebody came');
    socket.on('data', (data) => {
      heard.push(data.toString());
      socket.end('-ERR no\r\n');
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  home = await mkdtemp(join(tmpdir(), 'asof-stranger-'));
  vi.stubEnv('ASOF_TEST_SECRET', secret);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => evil.close(resolve));
  await rm(home, { recursive: true, force: true });
});

const definitions = (port: number) => `project: \${ASOF_TEST_PROJECT:-shop}
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: event_timestamp}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}
online_store: {type: redis, url: "redis://:\${ASOF_TEST_SECRET}@127.0.0.1:${port}/0"}
`;

beforeEach(async () => {
  folder = await mkdtemp(join(home, 'folder-'));
  await writeFile(join(folder, 'asof.yaml'), definitions((evil.address() as AddressInfo).port));
  await writeFile(join(folder, 'labels.csv'), labelsCsv);
  await writeFile(join(folder, 'stats.csv'), statsCsv);
  heard.length = 0;
  await start();
  return async () => {
    host.close();
    await running.close();
  };
});

async function start(): Promise<void> {
  running = await openHost({
    lessons: lessonCopies(join(home, 'data')),
    online: hostStores(process.env),
    trust: trustedFolders(join(home, 'data')),
  });
  const ends = pair();
  running.connect(ends.host);
  host = connect(ends.page);
  workspace = (await open()).id;
}

const open = () => host.call('openWorkspace', { kind: 'folder', path: folder });

it('is opened without a look at its files, at the environment or at its store', async () => {
  const snapshot = await open();
  expect(snapshot.restricted).toEqual({
    variables: ['ASOF_TEST_PROJECT', 'ASOF_TEST_SECRET'],
    address: expect.stringMatching(/^redis:\/\/:\$\{ASOF_TEST_SECRET\}@127\.0\.0\.1:\d+\/0$/) as string,
    outside: [],
  });
  expect(snapshot).toMatchObject({ name: 'shop', prose: null, problems: [], question: null });
  expect(snapshot.labels).toMatchObject([{ name: 'churn', path: 'labels.csv', rows: null, columns: [] }]);
  expect(snapshot.views).toMatchObject([{ name: 'stats_v1', rows: null, columns: [], problem: null }]);
  expect(JSON.stringify(snapshot)).not.toContain(secret);
  expect(heard).toEqual([]);
});

it('gets nothing by any call', async () => {
  const request = { workspace, labels: 'churn', features: [{ view: 'stats_v1', feature: 'spend' }], options: {} };
  const view = { name: 'x', entities: [], source: 'stats', ttl: null, online: true, features: null };
  const calls: Partial<Record<Method, unknown>> = {
    profile: { workspace, table: 'churn' },
    leakage: { ...request, naive: 'latest' },
    define: { workspace, labels: 'churn', view },
    saveView: { workspace, view },
    trainingSet: request,
    exportTrainingSet: { ...request, path: 'out.parquet' },
    saveWorkspace: { workspace, folder },
    onlineState: { workspace },
    onlineRecords: { workspace, view: 'stats_v1', whole: true },
    connection: { workspace },
    testConnection: { workspace, target: { type: 'redis', address: 'redis://x', password: null, environment: '' } },
    saveConnection: {
      ...{ workspace, keep: 'session' },
      target: { type: 'embedded', address: '', password: null, environment: '' },
    },
    giveSecret: { workspace, password: 'x', keep: 'session' },
    materializePlan: { workspace, start: null, end: null },
    materialize: { workspace, view: 'stats_v1', start: null, end: 0n, confirm: null },
    lookupChoices: { workspace },
    lookup: { workspace, entity: { customer_id: 'a' }, now: null },
    skew: { workspace, features: request.features, log: null, asOf: null, tolerance: null, sample: null, options: {} },
    forget: { workspace, view: 'stats_v1', entity: { customer_id: 'a' }, confirm: null },
    ask: { workspace, kind: 'audit', asked: { labels: request.labels, features: request.features, set: 'churn' } },
    sql: { workspace, owner: 'x', text: 'SELECT * FROM churn', results: [] },
    rowColumns: { workspace, rows: { name: 'x', table: 'churn' } },
    plot: { workspace, rows: { name: 'x', table: 'churn' }, asked: { of: 'churn', x: 'churned' } },
    notebooks: { workspace },
    openNotebook: { workspace, name: 'asof.md' },
    saveNotebook: { workspace, name: 'asof.md', text: '', base: null },
    notebookChanged: { workspace, name: 'asof.md', revision: '' },
    notebookVersions: { workspace, name: 'asof.md' },
    keptAnswers: { workspace, name: 'asof.md' },
    keptNotes: { workspace, name: 'asof.md', cell: 'a', id: '1' },
    keepAnswer: { workspace, name: 'asof.md', cell: 'a', id: '1', head: new Uint8Array(), notes: new Uint8Array() },
    fileVersions: { workspace, tables: ['churn'] },
    notebookVersion: { workspace, name: 'asof.md', id: 'x' },
  };
  for (const [method, input] of Object.entries(calls)) {
    const refused = host.call(method as 'profile', input as { workspace: string; table: string });
    await expect(refused, method).rejects.toMatchObject({ code: 'folder_untrusted' });
  }
  expect(heard).toEqual([]);
});

it('is trusted once, by the user: then it opens as it is, in the next program too', async () => {
  const trusted = await host.call('trustFolder', { workspace });
  expect(trusted).toMatchObject({ restricted: null, question: { labels: 'churn' } });
  expect(trusted.labels[0]!.rows).toBe(5);
  host.close();
  await running.close();
  await start();
  expect((await open()).restricted).toBeNull();
});

it('is trusted no longer once the user takes that back, in the next program neither', async () => {
  await host.call('trustFolder', { workspace });
  expect((await host.call('distrustFolder', { workspace })).restricted).not.toBeNull();
  await expect(host.call('profile', { workspace, table: 'churn' })).rejects.toMatchObject({ code: 'folder_untrusted' });
  host.close();
  await running.close();
  await start();
  expect((await open()).restricted).not.toBeNull();
});

it('is not trusted with what it asks for only since it was looked at', async () => {
  await writeFile(join(folder, 'asof.yaml'), 'project: ${ASOF_TEST_SECRET}\n');
  const snapshot = await host.call('trustFolder', { workspace });
  expect(snapshot.restricted).toEqual({ variables: ['ASOF_TEST_SECRET'], address: null, outside: [] });
  expect((await host.call('trustFolder', { workspace })).restricted).toBeNull();
});

it('is not trusted because the folder around it is', async () => {
  await host.call('trustFolder', { workspace });
  const inner = join(folder, 'download');
  await mkdir(inner);
  await writeFile(join(inner, 'asof.yaml'), 'project: ${ASOF_TEST_SECRET}\n');
  expect(await host.call('openWorkspace', { kind: 'folder', path: inner })).toMatchObject({
    name: '${ASOF_TEST_SECRET}',
    restricted: { variables: ['ASOF_TEST_SECRET'] },
  });
});

it('differs from a lesson, which comes with the program', async () => {
  const snapshot = await host.call('openWorkspace', { kind: 'lesson', id: 'three-rows' });
  expect(snapshot.restricted).toBeNull();
});
