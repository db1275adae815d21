import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exactIntegers } from '../../core/node/api/exact-body.ts';
import { folderOf } from './run-asof.ts';
import { servedFolder } from './serve-api.ts';

/** Exchanges with a feature server of Feast 0.67 over Redis, and what was materialized there. */
const fixtures = new URL('../fixtures/feast-server/', import.meta.url).pathname;
const definitions = {
  a: `project: golden_a
entities: [{name: driver, join_keys: [driver_id]}]
sources:
  - {name: stats, path: driver_stats.parquet, timestamp_field: event_timestamp, created_timestamp_field: created}
  - name: driver_stats_push_source
    path: driver_stats.parquet
    timestamp_field: event_timestamp
    created_timestamp_field: created
feature_views:
  - {name: driver_hourly_stats, entities: [driver], source: stats, ttl: 1d}
  - {name: driver_hourly_stats_fresh, entities: [driver], source: driver_stats_push_source, ttl: 1d}
  - name: transformed_conv_rate
    on_demand: true
    inputs: ["driver_hourly_stats:conv_rate"]
    request: [{name: val_to_add, dtype: Int64}, {name: val_to_add_2, dtype: Int64}]
    features:
      - {name: conv_rate_plus_val1, dtype: Float64, expression: "cast(conv_rate as double) + val_to_add"}
      - {name: conv_rate_plus_val2, dtype: Float64, expression: "cast(conv_rate as double) + val_to_add_2"}
feature_services:
  - {name: driver_plain, features: ["driver_hourly_stats:*"]}
  - {name: driver_activity_v1, features: ["driver_hourly_stats:conv_rate", "transformed_conv_rate:*"]}
`,
  b: `project: golden_b
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: store, join_keys: [store_id]}
  - {name: location, join_keys: [location_id]}
sources:
  - {name: types, path: types.parquet, timestamp_field: event_timestamp, created_timestamp_field: created}
  - {name: locations, path: locations.parquet, timestamp_field: event_timestamp, field_mapping: {loc: location_id}}
  - {name: global, path: global.parquet, timestamp_field: event_timestamp}
feature_views:
  - {name: types, entities: [customer, store], source: types, ttl: 7d}
  - {name: locations, entities: [location], source: locations}
  - {name: global_rates, entities: [], source: global}
  - {name: offline_only, entities: [location], source: locations, online: false, features: [{name: temp}]}
feature_services:
  - name: trip_service
    features:
      - {view: locations, as: origin, on: {location_id: origin_id}, features: [temp, city]}
      - {view: locations, as: destination, on: {location_id: destination_id}, features: [temp]}
`,
} as const;

interface Exchange {
  request: { method: string; path: string; body: unknown };
  response: { status: number; body_text: string };
}

interface Columns {
  results: { values: unknown[]; statuses: string[]; event_timestamps: string[] }[];
  metadata: { feature_names: string[] };
}

type Repository = keyof typeof definitions;

/** What we answer otherwise, and are right to. */
const others: Record<string, string> = {
  'partial-composite-key': 'a key is not given, and Feast looks for an entity that has only the other',
  'offline-only-view': 'the view is not online, and Feast says that its value is null',
  'entity-less': 'one value for everybody, where Feast fails',
  'type-f_int64': 'integers beyond 2^53 are whole, which Feast rounds',
  'type-f_ts': 'a null time is null, where Feast gives the least integer',
  'empty-entities': 'the same status, in words of our own',
};

async function repository(name: Repository, ...options: string[]) {
  const folder = folderOf({ 'asof.yaml': definitions[name] });
  cpSync(join(fixtures, name), folder, { recursive: true });
  return servedFolder(folder, ['--start', '2026-02-01', '--end', '2026-03-05T01:00:00Z'], ...options);
}

const exchangesOf = (name: Repository) =>
  readdirSync(join(fixtures, name))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5));

const readExchange = (name: Repository | 'writes', file: string) =>
  JSON.parse(exactIntegers(readFileSync(join(fixtures, name, `${file}.json`), 'utf8'))) as Exchange;

async function replay(address: string, { method, path, body }: Exchange['request']) {
  const text = isRaw(body) ? body.raw : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(address + path, { method, headers, ...(method === 'POST' && { body: text }) });
  return { status: answer.status, text: await answer.text() };
}

function isRaw(body: unknown): body is { raw: string } {
  return typeof body === 'object' && body !== null && 'raw' in body;
}

/** By name, for Feast's order is not that of the question. */
function byName(text: string): Record<string, unknown> {
  const { results, metadata } = JSON.parse(exactIntegers(text)) as Columns;
  return Object.fromEntries(metadata.feature_names.map((name, i) => [name, results[i]]));
}

describe.each(['a', 'b'] as const)('a client of Feast, against repository %s', (name) => {
  it('is answered as by Feast, where it is asked to be', async () => {
    const { address } = await repository(name, '--feast-statuses');
    for (const file of exchangesOf(name)) {
      const { request, response } = readExchange(name, file);
      if (file in others) continue;
      const { status, text } = await replay(address, request);
      expect([file, status]).toEqual([file, response.status]);
      if (status !== 200 || file === 'health') continue;
      expect([file, byName(text)]).toEqual([file, byName(response.body_text)]);
    }
  });
});

it('is told the truth otherwise, and raises what Feast raises', async () => {
  const { address } = await repository('a');
  const features = await replay(address, readExchange('a', 'features').request);
  const gone = '1970-01-01T00:00:00Z';
  expect(byName(features.text).conv_rate).toEqual({
    values: [null, null, null],
    statuses: ['OUTSIDE_MAX_AGE', 'OUTSIDE_MAX_AGE', 'NOT_FOUND'],
    event_timestamps: ['2026-03-04T23:00:00Z', '2026-03-04T23:30:00Z', gone],
  });
  for (const file of ['unknown-view', 'unknown-service', 'name-collision', 'version-metadata']) {
    const { request, response } = readExchange('a', file);
    const { text } = await replay(address, request);
    if (response.status !== 200) expect(text).toBe(response.body_text);
    else expect(text).toContain('"feature_view_metadata":[{"name":"driver_hourly_stats"}]');
  }
});

const writes = [
  ...['push-online', 'after-push', 'push-older', 'after-push-older', 'push-bad-to', 'push-unknown-source'],
  ...['push-missing-column', 'write-to-online-store', 'materialize-bad-date', 'materialize-no-start'],
  ...['materialize-start-after-end', 'materialize-unknown-view', 'materialize', 'materialize-incremental'],
];

it('writes for a client of Feast what it pushes, and what it has materialized', async () => {
  const { address, child, finished } = await repository('a', '--feast-statuses');
  for (const file of writes) {
    const { request, response } = readExchange('writes', file);
    const { status, text } = await replay(address, request);
    expect([file, status]).toEqual([file, response.status]);
    if (status === 200) expect([file, text === '' ? '' : JSON.parse(text)]).toEqual([file, parsed(response.body_text)]);
  }
  const { request } = readExchange('writes', 'materialize');
  const run = await replay(address, { ...request, path: '/materialize?async=true' });
  expect(run).toEqual({ status: 202, text: '{"status":"accepted","feature_views":["driver_hourly_stats"]}' });
  // A run that is under way is cut off.
  child.kill('SIGTERM');
  expect((await finished).status).toBe(0);
});

it('refuses values that are none of their types, and writes none of their rows', async () => {
  const { address } = await repository('a', '--feast-statuses');
  const { request } = readExchange('writes', 'push-online');
  const { df } = request.body as { df: Record<string, unknown[]> };
  const push = (columns: object) =>
    replay(address, { ...request, body: { push_source_name: 'driver_stats_push_source', df: { ...df, ...columns } } });
  for (const columns of [
    { avg_daily_trips: ['many', 1] },
    { avg_daily_trips: [[1], 2] },
    { driver_id: [null, 1] },
    { driver_id: ['x', 1] },
    { event_timestamp: ['yesterday', '2026-03-05'] },
    { conv_rate: [1] },
  ]) {
    const { status } = await push(columns);
    expect([columns, status]).toEqual([columns, 500]);
  }
  const { text } = await replay(address, readExchange('writes', 'after-push').request);
  expect(byName(text).avg_daily_trips).toMatchObject({ values: [853, null] });
});

function parsed(text: string): unknown {
  return text === '' ? '' : JSON.parse(text);
}
