import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import type { EntityKeys } from '../../core/question/field.ts';
import { lookUp } from '../../core/lookup/lookup.ts';
import { planLookup } from '../../core/lookup/plan-lookup.ts';
import { materializeView } from '../../core/materialize/materialize.ts';
import type { ViewReceipt } from '../../core/materialize/receipt.ts';
import { parseFeatureRef } from '../../core/model/feature-ref.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { openEmbedded } from '../../core/node/online/embedded.ts';
import { openRedis } from '../../core/node/online/redis/store.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { entityKey } from '../../core/online/keys.ts';
import { memoryStore } from '../../core/online/memory.ts';
import type { OnlineStore } from '../../core/online/online-store.ts';
import type { OnlineValue, Schema } from '../../core/online/schema.ts';
import { sql } from '../../core/sql/sql.ts';
import { formatIso, parseInstant } from '../../core/time/instant.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { RedisServer } from '../support/redis.ts';
import { permit, putRecords } from '../support/put-records.ts';

const hour = 3_600_000_000n;
const t = parseInstant('2024-06-01T12:00:00Z');
const definitions = (project: string, ttl: string) => `project: ${project}
entities:
  - {name: driver, join_keys: [driver_id]}
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: values, path: values.csv, timestamp_field: at}
  - {name: late, path: late.csv, timestamp_field: at, created_timestamp_field: made}
  - {name: trips, path: trips.csv, timestamp_field: at}
feature_views:
  - {name: values_v1, entities: [driver], source: values, ttl: ${ttl}, features: [{name: value, default: -1}]}
  - {name: brief_v1, entities: [driver], source: values}
  - {name: late_v1, entities: [driver], source: late}
  - {name: trips_v1, entities: [driver, customer], source: trips}
`;

const stores: [string, (folder: string) => Promise<{ store: OnlineStore; stop(): Promise<void> }>][] = [
  ['memory', () => Promise.resolve(alone(memoryStore()))],
  ['embedded', (folder) => Promise.resolve(alone(openEmbedded(folder)))],
  ['Redis', () => onRedis('packed')],
  ['Redis with readable hashes', () => onRedis('hash')],
];

function alone(store: OnlineStore) {
  return { store, stop: () => store.close() };
}

async function onRedis(layout: 'packed' | 'hash') {
  const server = await RedisServer.start();
  const store = await openRedis(server.url, { layout, expiry: { brief_v1: 500_000n }, root: '' });
  const stop = async () => {
    await store.close();
    await server.stop();
  };
  return { store, stop };
}

/** What Feast's own tests hold of its online stores, and what those get wrong. */
describe.each(stores)('Feast compared online, in %s', (kind, open) => {
  let engine: NativeEngine;
  let store: OnlineStore;
  let stop: () => Promise<void>;
  let projects = 0;
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'asof-feast-'));
    folders.push(folder);
    return folder;
  };
  beforeAll(async () => {
    engine = await openNative({ threads: 2 });
    ({ store, stop } = await open(newFolder()));
  });
  afterAll(async () => {
    await stop();
    await engine.close();
    folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  });

  /** A workspace with these files, in a project of its own. */
  function workspaceOf(files: Record<string, string>, ttl = '0') {
    const root = newFolder();
    const project = `feast${++projects}`;
    const text = definitions(project, ttl);
    const write = (more: Record<string, string>) => {
      for (const [name, content] of Object.entries(more)) writeFileSync(join(root, name), content);
    };
    write(files);
    const tables = nativeTables(engine);
    const opened = () => openWorkspace({ root, text }, engine, tables);
    const run = async (view: string, start: bigint | null, end: bigint): Promise<ViewReceipt> => {
      const bound = await opened().view(view, null);
      const options = { project, start, end, permit, now: () => end };
      return materializeView({ engine, tables, store }, bound, options);
    };
    const ask = async (refs: string[], entities: EntityKeys[], now = t, defaults = false) => {
      const views = planLookup(opened().definitions, await store.views(project), refs.map(parseFeatureRef));
      return lookUp(store, views, entities, { project, now, defaults });
    };
    /** The status and the value of each driver. */
    const values = async (drivers: number[], now = t) => {
      const found = await ask(
        ['values_v1:value'],
        drivers.map((driver_id) => ({ driver_id: String(driver_id) })),
        now,
      );
      return found.map(({ values_v1__value }) => [values_v1__value!.status, values_v1__value!.value]);
    };
    const offline = async (drivers: number[], at: bigint) => {
      write({ 'labels.csv': `driver_id,at\n${drivers.map((id) => `${id},${formatIso(at)}`).join('\n')}\n` });
      const plan = await planJoin(opened(), { labels: 'labels.csv', features: [parseFeatureRef('values_v1:value')] });
      const joined = await runJoin(engine, plan);
      const picks = joined.views.map((each) => each.picks);
      const rows = await engine.rows<{ values_v1__value: OnlineValue }>(sql`${trainingSetSql(plan, picks)}`);
      await joined.scratch.drop();
      return rows.map((row) => row.values_v1__value);
    };
    return { project, write, run, ask, values, offline };
  }

  it('consistency: two runs, zones mixed, intervals remembered, offline and online equal', async () => {
    const iso = (at: bigint) => formatIso(at);
    // Berlin is two hours ahead of UTC in June, the Pacific seven behind.
    const berlin = (at: bigint) => iso(at + 2n * hour).replace('Z', '+02:00');
    const pacific = (at: bigint) => iso(at - 7n * hour).replace('Z', '-07:00');
    const rows = [
      `1,0.1,${iso(t - 4n * hour)}`,
      `2,,${iso(t)}`,
      `1,0.3,${iso(t - 3n * hour)}`,
      `3,4,${berlin(t - 4n * hour)}`,
      `3,5,${pacific(t - hour)}`,
    ];
    const workspace = workspaceOf({ 'values.csv': `driver_id,value,at\n${rows.join('\n')}\n` });
    const [start, split] = [t - 5n * hour, t - hour - 1_000_000n];
    const first = await workspace.run('values_v1', start, split);
    expect([first.start, first.end, first.written]).toEqual([iso(start), iso(split), 2]);
    // Feast has null here: its entity 2 has no row yet.
    const before = [
      ['present', 0.3],
      ['missing', null],
      ['present', 4],
    ];
    expect(await workspace.values([1, 2, 3])).toEqual(before);
    expect(await workspace.offline([1, 2, 3], split)).toEqual([0.3, null, 4]);
    const second = await workspace.run('values_v1', null, t);
    expect([second.start, second.end, second.written]).toEqual([iso(split), iso(t), 2]);
    const after = [
      ['present', 0.3],
      ['null', null],
      ['present', 5],
    ];
    expect(await workspace.values([1, 2, 3])).toEqual(after);
    expect(await workspace.offline([1, 2, 3], t)).toEqual([0.3, null, 5]);
  });

  it('order: a newer pushed value stays, a late one is written, corrections land', async () => {
    const workspace = workspaceOf({
      'late.csv': 'driver_id,value,at,made\n1,10,2024-06-01T08:00:00Z,2024-06-01T08:00:00Z\n',
    });
    await workspace.run('late_v1', null, t - 3n * hour);
    const asked = async () => {
      const found = await workspace.ask(
        ['late_v1:value'],
        ['1', '2'].map((driver_id) => ({ driver_id })),
      );
      return found.map(({ late_v1__value }) => late_v1__value!.value);
    };
    expect(await asked()).toEqual([10n, null]);
    // Somebody pushes what is newer than the files.
    const schema: Schema = {
      keys: [{ name: 'driver_id', type: 'BIGINT' }],
      features: [{ name: 'value', type: 'BIGINT' }],
    };
    const pushed = { entity: entityKey(schema.keys, [1n])!, t: t - 2n * hour, c: null, values: [99n] };
    await putRecords(store, { project: workspace.project, view: 'late_v1', schema, written: t }, [pushed]);
    const more = (rows: string) =>
      workspace.write({
        'late.csv': `driver_id,value,at,made\n1,10,2024-06-01T08:00:00Z,2024-06-01T08:00:00Z\n${rows}`,
      });
    // A row of another driver, from before the first run's end, that arrives after it; Feast never reads it.
    more('2,20,2024-06-01T07:00:00Z,2024-06-01T09:30:00Z\n');
    const late = await workspace.run('late_v1', null, t - 2n * hour);
    expect([late.written, await asked()]).toEqual([1, [99n, 20n]]);
    // A correction: the same event, written later; Feast keeps the first.
    more('2,20,2024-06-01T07:00:00Z,2024-06-01T09:30:00Z\n2,21,2024-06-01T07:00:00Z,2024-06-01T10:30:00Z\n');
    await workspace.run('late_v1', null, t - hour);
    expect(await asked()).toEqual([99n, 21n]);
  });

  it('a TTL is applied when a value is read: an expired one is never shown as present', async () => {
    const workspace = workspaceOf({ 'values.csv': 'driver_id,value,at\n1,0.5,2024-06-01T11:00:00Z\n' }, '2h');
    await workspace.run('values_v1', null, t);
    expect(await workspace.values([1, 7], t + hour)).toEqual([
      ['present', 0.5],
      ['missing', null],
    ]);
    expect(await workspace.values([1, 7], t + hour + 1n)).toEqual([
      ['expired', null],
      ['missing', null],
    ]);
    const [found] = await workspace.ask(['values_v1'], [{ driver_id: '1' }], t + 2n * hour, true);
    expect(found!.values_v1__value).toMatchObject({ status: 'expired', value: -1 });
  });

  it('expiry, where the store has one: a record that it dropped is missing, not null', async () => {
    const workspace = workspaceOf({ 'values.csv': 'driver_id,value,at\n1,0.5,2024-06-01T11:00:00Z\n' });
    await workspace.run('brief_v1', null, t);
    const status = async () =>
      (await workspace.ask(['brief_v1:value'], [{ driver_id: '1' }]))[0]!.brief_v1__value!.status;
    await expect.poll(status).toBe(kind.startsWith('Redis') ? 'missing' : 'present');
  });

  it('keys: composite ones in any order, text is read as the type they have, event times come back', async () => {
    const trips = 'driver_id,customer_id,trips,at\n1,a,7,2024-06-01T10:00:00Z\n1,b,8,2024-06-01T11:00:00Z\n';
    const workspace = workspaceOf({ 'trips.csv': trips });
    await workspace.run('trips_v1', null, t);
    const [first, second, unknown] = await workspace.ask(
      ['trips_v1:trips'],
      [
        { customer_id: 'a', driver_id: '01' },
        { driver_id: '1', customer_id: 'b' },
        { driver_id: '9', customer_id: 'a' },
      ],
    );
    expect(first!.trips_v1__trips).toMatchObject({ value: 7n, eventTimestamp: t - 2n * hour });
    expect(second!.trips_v1__trips).toMatchObject({ value: 8n, eventTimestamp: t - hour });
    // An unknown entity has the column all the same.
    expect(unknown!.trips_v1__trips).toMatchObject({ status: 'missing', value: null, eventTimestamp: null });
  });

  it('what is asked wrongly: a key that lacks is named, and a view that is not there', async () => {
    const workspace = workspaceOf({ 'trips.csv': 'driver_id,customer_id,trips,at\n1,a,7,2024-06-01T10:00:00Z\n' });
    await workspace.run('trips_v1', null, t);
    await expect(workspace.ask(['trips_v1'], [{ driver_id: '1' }])).rejects.toMatchObject({
      title: 'trips_v1 is looked up by driver_id and customer_id, and customer_id is not given',
    });
    await expect(workspace.ask(['trip_v1'], [{ driver_id: '1' }])).rejects.toMatchObject({ code: 'unknown_name' });
  });

  it('views do not share a record: writing one of an entity leaves its others', async () => {
    const files = {
      'values.csv': 'driver_id,value,at\n1,0.5,2024-06-01T11:59:00Z\n',
      'late.csv': 'driver_id,value,at,made\n1,10,2024-06-01T08:00:00Z,2024-06-01T08:00:00Z\n',
    };
    const workspace = workspaceOf(files);
    await workspace.run('late_v1', null, t);
    await workspace.run('values_v1', null, t);
    const [found] = await workspace.ask(['late_v1', 'values_v1'], [{ driver_id: '1' }]);
    expect([found!.late_v1__value!.value, found!.values_v1__value!.value]).toEqual([10n, 0.5]);
  });
});
