import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lookUp } from '../../core/lookup/lookup.ts';
import { planLookup } from '../../core/lookup/plan-lookup.ts';
import { everyFeature } from '../../core/model/feature-ref.ts';
import { readDefinitions } from '../../core/model/read.ts';
import { openOnlineStore } from '../../core/node/online/open.ts';
import { keysOfEntity } from '../../core/online/keys.ts';
import type { OnlineStore } from '../../core/online/online-store.ts';
import type { WritePermit } from '../../core/online/permit.ts';
import { parseInstant } from '../../core/time/instant.ts';
import { feastAnswers, feastRepositories, loadFeastImage } from '../support/feast-image.ts';
import { folderOf } from '../cli/run-asof.ts';
import { server } from '../support/redis-for-a-test.ts';

/** What is in each repository, without types: these the records tell. */
const repositories: Record<string, { text: string; computed: string[]; services: Record<string, string> }> = {
  a: {
    text: `project: golden_a
entities: [{name: driver, join_keys: [driver_id]}]
sources: [{name: s, path: data/driver_stats.parquet, timestamp_field: event_timestamp}]
feature_views:
  - {name: driver_hourly_stats, entities: [driver], source: s, ttl: 1d, features: [{name: conv_rate}, {name: acc_rate}, {name: avg_daily_trips}]}
  - {name: driver_hourly_stats_fresh, entities: [driver], source: s, ttl: 1d, features: [{name: conv_rate}, {name: acc_rate}, {name: avg_daily_trips}]}
`,
    computed: ['transformed_conv_rate'],
    services: {},
  },
  b: {
    text: `project: golden_b
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: store, join_keys: [store_id]}
  - {name: location, join_keys: [location_id]}
sources: [{name: s, path: data/types.parquet, timestamp_field: event_timestamp}]
feature_views:
  - name: types
    entities: [customer, store]
    source: s
    ttl: 7d
    features: [{name: f_int32}, {name: f_int64}, {name: f_float32}, {name: f_float64}, {name: f_string}, {name: f_bool}, {name: f_ts}, {name: f_bytes}, {name: a_int64}, {name: a_int32}, {name: a_float32}, {name: a_float64}, {name: a_string}, {name: a_bool}, {name: a_bytes}, {name: a_ts}, {name: f_json}]
  - {name: locations, entities: [location], source: s, features: [{name: temp}, {name: city}]}
  - {name: global_rates, entities: [], source: s, features: [{name: rate}]}
  - {name: clicks_stream, entities: [customer], source: s, ttl: 2d, features: [{name: clicks}, {name: customer_id}]}
`,
    computed: ['basket_share'],
    services: { origin: 'locations', destination: 'locations' },
  },
  c2: {
    text: `project: golden_c2
entities:
  - {name: odd entity/äöü, join_keys: [key with space]}
  - {name: Z, join_keys: [Z]}
  - {name: a, join_keys: [a]}
  - {name: é, join_keys: [é]}
sources: [{name: s, path: data/odd.parquet, timestamp_field: event_timestamp}]
feature_views:
  - {name: odd-view.1 ünï, entities: [odd entity/äöü], source: s, ttl: 5h, features: [{name: feature-one}, {name: größe €}, {name: dot.name}, {name: UPPER lower}, {name: select}]}
  - {name: three_keys, entities: [a, é, Z], source: s, features: [{name: v}]}
`,
    computed: [],
    services: {},
  },
};

const declaredKeys: Record<string, string> = {
  a: '{driver_id: Int64}',
  b: '{customer_id: String, store_id: Int64, location_id: Int32}',
  c2: '{key with space: String, Z: Int64, a: String, é: Int32}',
};

async function opened(repository: string, kind: 'redis' | 'sqlite', more = '') {
  const folder = folderOf();
  const { text } = repositories[repository]!;
  let where = 'type: feast-sqlite, path: online_store.db';
  if (kind === 'redis') {
    const { url } = await server();
    await loadFeastImage(url, repository);
    where = `type: feast-redis, url: "${url}"`;
  } else cpSync(join(feastRepositories, repository, 'data', 'online_store.db'), join(folder, 'online_store.db'));
  const { definitions, problems } = readDefinitions(`${text}online_store: {${where}${more}}\n`, 'asof.yaml');
  expect(problems).toEqual([]);
  const store = await openOnlineStore(definitions.onlineStore, folder, {});
  onTestFinished(() => store.close());
  return { definitions, store, folder };
}

const early = parseInstant('2026-01-01');
const cases = Object.keys(repositories).flatMap((name) =>
  (['redis', 'sqlite'] as const)
    .filter((kind) => kind === 'redis' || existsSync(join(feastRepositories, name, 'data', 'online_store.db')))
    .flatMap((kind) => [
      [name, kind, 'as the records tell', ''] as const,
      [
        name,
        kind,
        'as it is declared',
        `, key_types: ${declaredKeys[name]!}, entity_key_serialization_version: "${name === 'c2' ? 2 : 3}"`,
      ] as const,
    ]),
);

describe.each(cases)('what Feast wrote, repository %s in %s, %s', (name, kind, _how, more) => {
  it('is what Feast serves, and what Feast says of nulls and of nothing is said truly', async () => {
    const { definitions, store } = await opened(name, kind, more);
    const { computed, services } = repositories[name]!;
    const states = await store.views(definitions.project);
    const answers = feastAnswers(name, kind, computed);
    expect(answers.length).toBeGreaterThan(20);
    for (const { feature, entity, at, value } of answers) {
      const [, called, column] = /^(.*)__(.*)$/.exec(feature)!;
      const view = services[called!] ?? called!;
      const views = planLookup(definitions, states, [{ view, feature: column! }]);
      const keys = Object.fromEntries(
        views[0]!.keys.map((key) => [key.name, entity[key.name] ?? entity[`${called!}_id`]!]),
      );
      const [found] = await lookUp(store, views, [keys], { project: definitions.project, now: early, defaults: false });
      const status = at === null ? 'missing' : value === null ? 'null' : 'present';
      expect([feature, keys, found![`${view}__${column!}`]]).toEqual([
        feature,
        keys,
        { value, status, eventTimestamp: at, type: expect.toSatisfy((type) => type !== null || at === null) as string },
      ]);
    }
  });

  it('is read whole: every record of every view, once', async () => {
    const { definitions, store } = await opened(name, kind, more);
    for (const { name: view, features } of definitions.featureViews) {
      const listed: string[] = [];
      for await (const part of store.entities('', view)) listed.push(...part);
      expect(await store.count('', [view])).toEqual([{ records: new Set(listed).size, isExact: true }]);
      const wanted = listed.map((entity) => ({ view, entity }));
      const [records, sizes] = [await store.get('', wanted), await store.measure('', wanted)];
      for (const [i, record] of records.entries()) {
        const { all, name: ofName, values } = sizes[i]!;
        expect(values.length).toBe(record!.values.length);
        expect(all).toBeGreaterThan(ofName + values.reduce((a, b) => a + b, 0));
      }
      const scanned: string[] = [];
      const names = features!.map((feature) => feature.name);
      for await (const part of store.scan('', view, names)) {
        scanned.push(...part.entities);
        const wanted = part.entities.map((entity) => ({ view, entity }));
        (await store.get('', wanted)).forEach((record, i) => {
          expect(record!.t).toBe(part.t[i]);
          expect(names.map((_, f) => part.values[f]?.[i])).toEqual(record!.values);
        });
      }
      expect(new Set(listed).size).toBe(listed.length);
      expect(scanned.sort()).toEqual([...listed].sort());
      expect((await store.sample('', [view], 2))[0]).toHaveLength(Math.min(2, listed.length));
    }
  });
});

const entitiesOf = async (store: OnlineStore, view: string) => {
  const names: string[] = [];
  for await (const part of store.entities('', view)) names.push(...part);
  return names;
};

it('knows keys of version 2 by their names, with every letter in them', async () => {
  const { store } = await opened('c2', 'redis');
  const keys = (await entitiesOf(store, 'odd-view.1 ünï')).map((entity) => keysOfEntity(entity)[0]!.value);
  expect(keys).toEqual(expect.arrayContaining(['', 'a:b', 'ключ', 'a\0b', 'quote\'"\\']));
  const three = await entitiesOf(store, 'three_keys');
  expect(three).toContain('Z=-1,a=q,é=3');
  expect((await store.show('', { view: 'three_keys', entity: 'Z=-1,a=q,é=3' })).raw).toContain('_ts:three_keys');
});

it('has the one value of a view without entities, for which Feast fails', async () => {
  const { store } = await opened('b', 'redis');
  const [record] = await store.get('', [{ view: 'global_rates', entity: 'everybody' }]);
  expect(record).toMatchObject({ values: [expect.any(Number)], schema: { features: [{ type: 'DOUBLE' }] } });
});

it('does not take the records of a project whose name only ends alike', async () => {
  const { url } = await server();
  await loadFeastImage(url, 'a');
  const text = repositories.a!.text.replace('golden_a', 'a');
  const { definitions } = readDefinitions(`${text}online_store: {type: feast-redis, url: "${url}"}\n`, 'asof.yaml');
  const store = await openOnlineStore(definitions.onlineStore, '', {});
  onTestFinished(() => store.close());
  expect(await entitiesOf(store, 'driver_hourly_stats')).toEqual([]);
  const [record] = await store.get('', [{ view: 'driver_hourly_stats', entity: 'driver_id=1001' }]);
  expect(record).toBeNull();
});

it('tells what expired from what is served, by the TTL that Feast does not look at', async () => {
  const { definitions, store } = await opened('a', 'redis');
  const views = planLookup(definitions, await store.views(''), [
    { view: 'driver_hourly_stats', feature: everyFeature },
  ]);
  const at = async (now: string) => {
    const options = { project: '', now: parseInstant(now), defaults: false };
    const [found] = await lookUp(store, views, [{ driver_id: '1001' }], options);
    return found!.driver_hourly_stats__conv_rate!.status;
  };
  expect([await at('2026-03-05T23:00:00Z'), await at('2026-03-05T23:00:01Z')]).toEqual(['present', 'expired']);
});

it('refuses to write, in one line, whoever asks', async () => {
  const { store } = await opened('a', 'redis');
  const permit = {} as WritePermit;
  const schema = { keys: [], features: [] };
  const key = { view: 'driver_hourly_stats', entity: 'driver_id=1001' };
  for (const write of [
    () => store.begin({ project: 'p', view: 'v', schema, written: 0n }, permit),
    () => store.forget('p', key, permit),
    () => store.forgetView('p', key.view, permit),
    () => store.forgetProject('p', permit),
  ])
    await expect(write()).rejects.toMatchObject({ code: 'online_of_feast' });
  expect((await store.get('', [key]))[0]).not.toBeNull();
});

it('reads a SQLite file again when Feast has written it, and does not read half of a write', async () => {
  const { store, folder } = await opened('a', 'sqlite');
  const key = { view: 'driver_hourly_stats', entity: 'driver_id=1001' };
  expect((await store.get('', [key]))[0]).not.toBeNull();
  cpSync(join(feastRepositories, 'b', 'data', 'online_store.db'), join(folder, 'online_store.db'));
  expect((await store.get('', [key]))[0]).toBeNull();
  writeFileSync(join(folder, 'online_store.db-wal'), 'newer');
  await expect(store.get('', [key])).rejects.toMatchObject({ code: 'file_unreadable' });
});
