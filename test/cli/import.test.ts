import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FirstLook } from '../../core/ask/first-look.ts';
import type { CostReport } from '../../core/cost/report.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { sql } from '../../core/sql/sql.ts';
import { feastRepositories, loadFeastImage } from '../support/feast-image.ts';
import { differencesFromFeast } from '../support/feast/compare-sets.ts';
import { server } from '../support/redis-for-a-test.ts';
import { asof, folderOf } from './run-asof.ts';

/** A folder with a repository of Feast in it. */
function besideRepository(name: string): string {
  const folder = folderOf();
  cpSync(join(feastRepositories, name), join(folder, 'repo'), { recursive: true });
  return folder;
}

const imported = (folder: string) => readFileSync(join(folder, 'asof.yaml'), 'utf8');

/** The lines of asof.yaml up to its online store. */
const defined = (text: string) => text.slice(0, text.indexOf('online_store:'));

interface ImportReport {
  feature_views: string[];
  feature_services: string[];
  left_out: { what: string; name: string; why: string }[];
}

describe.each(['a', 'b', 'c2'])('asof import feast, repository %s', (name) => {
  it('reads a folder, a registry file and a SQL registry alike, and asof check finds nothing wrong', async () => {
    const folder = besideRepository(name);
    expect(await asof(folder, 'import', 'feast', 'repo')).toMatchObject({ status: 0 });
    const text = imported(folder);
    const check = await asof(folder, 'check');
    expect([check.status, check.out]).toEqual([0, expect.stringContaining('0 errors, 0 warnings')]);
    for (const file of ['repo/data/registry.db', 'repo/data/registry_sql.db', 'repo/feature_store.sql.yaml']) {
      const other = besideRepository(name);
      expect(await asof(other, 'import', 'feast', file)).toMatchObject({ status: 0 });
      expect(sorted(defined(imported(other)))).toEqual(sorted(defined(text)));
    }
  });

  it('is never written over what is there', async () => {
    const folder = besideRepository(name);
    writeFileSync(join(folder, 'asof.yaml'), 'project: mine\n');
    const { status, out, err } = await asof(folder, 'import', 'feast', 'repo');
    expect([status, out, err]).toEqual([2, '', expect.stringContaining('asof.yaml is there already')]);
    expect(imported(folder)).toBe('project: mine\n');
  });
});

/** A SQL registry has its objects in another order. */
const sorted = (text: string) => text.split('\n').sort();

describe('what is not as in Feast', () => {
  it('is named, with what it would have run', async () => {
    const { out } = await asof(besideRepository('b'), 'import', 'feast', 'repo', '--json');
    const { left_out, feature_services } = JSON.parse(out) as ImportReport;
    expect(left_out.map(({ what, name }) => [what, name])).toEqual([
      ['feature view', 'clicks_stream'],
      ['feature view', 'clicks_stream'],
      ['on-demand view', 'basket_share'],
      ['feature service', 'everything'],
    ]);
    expect(left_out[2]!.why).toContain('the Python function basket_share, which is not loaded');
    expect(feature_services.sort()).toEqual(['everything', 'trip_service', 'types_service']);
  });

  it('never is the created column in place of the timestamp, which services have', async () => {
    const folder = besideRepository('a');
    await asof(folder, 'import', 'feast', 'repo');
    expect(imported(folder)).toContain('timestamp_field: event_timestamp\n    created_timestamp_field: created');
    expect(imported(folder)).not.toContain('timestamp_field: created\n    created');
  });
});

const labelled: [repository: string, features: string, historical: string][] = [
  ['a', 'driver_hourly_stats:conv_rate,driver_hourly_stats:acc_rate,driver_hourly_stats:avg_daily_trips', 'labels'],
  ['b', 'types:*', 'types'],
  ['b', 'global_rates:rate', 'locations_global'],
  ['c2', 'odd-view.1 ünï:*', 'odd'],
];

it.each(labelled)('repository %s: a join of %s has what Feast over DuckDB has', async (name, features, historical) => {
  const folder = besideRepository(name);
  await asof(folder, 'import', 'feast', 'repo');
  const labels = ['--labels', 'repo/data/labels.parquet', '--features', features];
  expect(await asof(folder, 'join', ...labels, '--out', 'set.parquet')).toMatchObject({
    status: 0,
    err: expect.anything() as string,
  });
  const engine = await openNative();
  onTestFinished(() => engine.close());
  const theirs = join(folder, 'repo', `historical-${historical}-duckdb.parquet`);
  const differ = await differencesFromFeast(engine, join(folder, 'set.parquet'), theirs);
  expect(Object.keys(differ).length).toBeGreaterThan(0);
  for (const [feature, rows] of Object.entries(differ)) expect([feature, rows]).toEqual([feature, []]);
});

it('reads what a registry server says', async () => {
  const dump = JSON.parse(readFileSync(join(feastRepositories, 'a', 'registry-dump.json'), 'utf8')) as Record<
    string,
    object[]
  >;
  const ofType = (type: string) => (dump[`${type}s`] ?? []).map((one) => ({ ...one, type }));
  const answers: Record<string, object> = {
    '/api/v1/projects': { projects: [{ spec: { name: 'golden_a' } }] },
    '/api/v1/entities?project=golden_a': { entities: dump.entities },
    '/api/v1/feature_services?project=golden_a': { featureServices: dump.featureServices },
    '/api/v1/feature_views?project=golden_a': {
      featureViews: [...ofType('featureView'), ...ofType('onDemandFeatureView')],
    },
  };
  const http = createServer((request, response) =>
    response.end(JSON.stringify(answers[request.url!] ?? { detail: 'no' })),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const { port } = http.address() as { port: number };
  const [served, read] = [folderOf(), besideRepository('a')];
  expect(await asof(served, 'import', 'feast', `http://127.0.0.1:${port}`)).toMatchObject({ status: 0 });
  await asof(read, 'import', 'feast', 'repo');
  const plain = (text: string) => sorted(text.replaceAll('repo/', ''));
  expect(plain(imported(served))).toEqual(plain(defined(imported(read))));
});

describe('on what was imported', () => {
  /** Repository a or b with its Redis where its feature_store.yaml says. */
  async function served(name: string) {
    const folder = besideRepository(name);
    const { port, url } = await server();
    await loadFeastImage(url, name);
    const config = join(folder, 'repo', 'feature_store.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace(/localhost:16399,db=\d/, `localhost:${port},db=0`));
    await asof(folder, 'import', 'feast', 'repo');
    return folder;
  }

  it('lookup, freshness, skew, drift and cost read what Feast serves', async () => {
    const folder = await served('a');
    const ask = ['--features', 'driver_hourly_stats:avg_daily_trips', '--entity', 'driver_id=1001', '--json'];
    const lookup = await asof(folder, 'lookup', ...ask, '--now', '2026-03-05T00:00:00Z');
    expect(JSON.parse(lookup.out)).toMatchObject({
      results: [
        {
          features: {
            driver_hourly_stats__avg_daily_trips: {
              value: 853,
              status: 'present',
              event_timestamp: '2026-03-04T23:00:00Z',
            },
          },
        },
      ],
    });
    const expired = await asof(folder, 'lookup', ...ask, '--now', '2026-03-06T00:00:00Z');
    expect(expired.out).toContain('"status": "expired"');
    const freshness = await asof(folder, 'freshness', 'driver_hourly_stats', '--now', '2026-03-06T01:00:00Z', '--json');
    const [view] = (JSON.parse(freshness.out) as { views: object[] }).views;
    expect(view).toMatchObject({ last_run: '2026-03-05T01:00:00Z', run_age_seconds: 86_400, sampled: 5 });
    const cost = JSON.parse((await asof(folder, 'cost', '--json')).out) as CostReport;
    expect(cost.views.map(({ view: of, records, counted }) => [of, records, counted]).sort()).toEqual([
      ['driver_hourly_stats', 5, true],
      ['driver_hourly_stats_fresh', 5, true],
    ]);
    expect(cost.savings.map(({ detail }) => detail).join()).not.toContain('asof forget');
    const skew = await asof(
      folder,
      'skew',
      '--features',
      'driver_hourly_stats:*',
      '--as-of',
      '2026-03-05T01:00:00Z',
      '--json',
    );
    const { features } = JSON.parse(skew.out) as { features: { pairs: number; equal: number }[] };
    expect(features.length).toBe(3);
    for (const { pairs, equal } of features) expect([pairs, equal]).toEqual([pairs, pairs]);
    const drift = await asof(folder, 'drift', '--reference', 'driver_hourly_stats', '--current', 'online', '--json');
    expect([drift.status, JSON.parse(drift.out)]).toMatchObject([
      0,
      { features: [{ view: 'driver_hourly_stats' }, {}, {}] },
    ]);
  });

  it.each([['materialize'], ['materialize', '--dry-run'], ['forget', '--view', 'driver_hourly_stats']])(
    'asof %s %s is refused in one line',
    async (...words) => {
      const { status, out, err } = await asof(await served('a'), ...words);
      expect([status, out, err.trim().split('\n').at(-1)]).toEqual([
        2,
        '',
        expect.stringMatching(/^asof: nothing was written: .* is an online store of Feast/),
      ]);
    },
  );

  it('what it is as of is not known without the registry, and is not said to be fresh', async () => {
    const folder = await served('a');
    const text = imported(folder).replace(/ {2}registry: .*\n/, '');
    const declared = text.replaceAll(/ttl: \S+/g, '$&\n    freshness: {max_staleness: 100000d}');
    writeFileSync(join(folder, 'asof.yaml'), declared);
    const { status, out } = await asof(folder, 'freshness', '--fail-on', 'overdue>0');
    expect([status, out]).toEqual([1, expect.stringContaining('only the registry of Feast knows')]);
    expect(out).not.toContain('never');
  });

  it("Feast's SQLite is read too, and another store is named by hand", async () => {
    const folder = besideRepository('a');
    await asof(folder, 'import', 'feast', 'repo/feature_store.sql.yaml');
    const ask = [
      '--features',
      'driver_hourly_stats:avg_daily_trips',
      '--entity',
      'driver_id=1001',
      '--now',
      '2026-03-05T00:00:00Z',
    ];
    expect((await asof(folder, 'lookup', ...ask)).out).toContain('853');
    const other = besideRepository('a');
    await asof(other, 'import', 'feast', 'repo/data/registry.db', '--online', 'repo/data/online_store.db');
    expect((await asof(other, 'lookup', ...ask)).out).toContain('853');
  });
});

describe('a first look', () => {
  const look = async (folder: string, ...words: string[]) => {
    const { out } = await asof(folder, 'import', 'feast', ...words, '--now', '2026-03-05T12:00:00Z', '--json');
    return JSON.parse(out) as { first_look: FirstLook | null; first_look_problem: string | null };
  };

  it('finds what float64 did to integers, what nulls are served as, and what expired', async () => {
    const { first_look } = await look(besideRepository('b'), 'repo/feature_store.sql.yaml');
    const views = Object.fromEntries(first_look!.views.map((view) => [view.view, view]));
    expect(views.clicks_pushed).toMatchObject({ records: 2, expired: 2 });
    expect(views.locations).toMatchObject({ expired: null, compared: { entities: 3, older: 0, never_written: 0 } });
    expect(views.types).toMatchObject({ records: 5, expired: 0 });
    expect(views.types!.compared).toEqual({
      as_of: '2026-03-05T01:00:00Z',
      ...{ entities: 5, never_written: 0, older: 0, other_values: 0 },
      rounded: { f_int64: 2 },
      cut_times: { f_ts: 4, a_ts: 3 },
      lost_nan: { f_float32: 1, f_float64: 1 },
      null_times: { f_ts: 1 },
    });
    expect(views.global_rates).toMatchObject({
      compared: null,
      problem: expect.stringContaining('no entities') as string,
    });
  });

  it('finds rows that came late and were lost, and values that were corrected', async () => {
    const folder = besideRepository('a');
    const file = join(folder, 'repo', 'data', 'driver_stats.parquet');
    const engine = await openNative();
    onTestFinished(() => engine.close());
    const late = (id: number, at: string) =>
      sql`SELECT * REPLACE (${id}::BIGINT AS driver_id, ${at}::TIMESTAMPTZ AS event_timestamp) FROM rows WHERE driver_id = 1001 LIMIT 1`;
    const corrected = sql`SELECT * REPLACE (avg_daily_trips + CASE WHEN driver_id = 1003 THEN 1 ELSE 0 END AS avg_daily_trips) FROM rows`;
    const all = sql`WITH rows AS MATERIALIZED (FROM read_parquet(${file})) (${corrected}) UNION ALL (${late(1001, '2026-03-05 00:30:00Z')}) UNION ALL (${late(2000, '2026-03-01 00:00:00Z')})`;
    await engine.exec(sql`COPY (${all}) TO ${`${file}.new`} (FORMAT parquet)`);
    renameSync(`${file}.new`, file);
    const { first_look } = await look(folder, 'repo/feature_store.sql.yaml');
    const view = first_look!.views.find((one) => one.view === 'driver_hourly_stats')!;
    expect(view.compared).toMatchObject({ entities: 6, never_written: 1, older: 1, other_values: 1, rounded: {} });
  });

  it('says nothing of a store that cannot be reached, nor of files that are gone', async () => {
    const lost = await look(besideRepository('a'), 'repo', '--online', 'redis://127.0.0.1:1/0');
    expect(lost).toMatchObject({
      first_look: null,
      first_look_problem: expect.stringContaining('cannot reach redis://127.0.0.1:1') as string,
    });
    const folder = besideRepository('a');
    rmSync(join(folder, 'repo', 'data', 'driver_stats.parquet'));
    const { first_look } = await look(folder, 'repo/feature_store.sql.yaml');
    expect(first_look!.views[0]).toMatchObject({
      records: 5,
      compared: null,
      problem: expect.stringContaining('no such file') as string,
    });
  });
});

describe('what is no registry', () => {
  it.each([
    ['nothing.db', 2, /no such file: nothing.db/],
    ['repo/data/labels.parquet', 2, /cannot be read as a registry of Feast/],
    ['repo/data/online_store.db', 2, /cannot be read as a registry of Feast/],
    ['repo/data', 2, /has no feature_store.yaml in it/],
    ['repo/definitions.py', 2, /cannot be read as a registry of Feast/],
    ['http://127.0.0.1:1', 3, /cannot reach http/],
  ])('%s is refused, and nothing is written', async (from, status, line) => {
    const folder = besideRepository('a');
    const found = await asof(folder, 'import', 'feast', from);
    expect([found.status, found.out, found.err]).toEqual([status, '', expect.stringMatching(line)]);
    expect(existsSync(join(folder, 'asof.yaml'))).toBe(false);
  });
});
