import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openNative } from '../../core/node/duckdb-native.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { differencesFromFeast } from '../support/feast/compare-sets.ts';
import { findFeast } from '../support/feast/find-feast.ts';
import { Random } from '../support/random.ts';
import { asof, folderOf, workspace } from './run-asof.ts';
import { serveApi } from './serve-api.ts';

const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id], description: who pays}
  - {name: visit, join_keys: [customer_id, store_id]}
  - {name: place, join_keys: [place_id]}
sources:
  - {name: spend, path: data/spend.csv, timestamp_field: at, created_timestamp_field: made}
  - {name: late, path: data/spend.csv, timestamp_field: at, created_timestamp_field: made, available_at: made}
  - {name: visits, path: data/visits.csv, timestamp_field: at}
  - {name: fuel, path: data/fuel.csv, timestamp_field: day}
  - {name: weather, path: data/weather.csv, timestamp_field: at, field_mapping: {where: place_id}}
feature_views:
  - name: spend_v1
    entities: [customer]
    source: spend
    ttl: 2d
    features: [{name: spend, dtype: Float64}, {name: tier, description: "a \\"b\\" \\\\ ü"}, {name: n, dtype: Int64}]
    owner: me
    tags: {team: 'a "b"'}
  - {name: late_v1, entities: [customer], source: late, features: [{name: spend, dtype: Float64}]}
  - {name: visits_v1, entities: [visit], source: visits}
  - {name: fuel_v1, entities: [], source: fuel}
  - {name: weather_v1, entities: [place], source: weather, features: [{name: temp}]}
  - {name: windows_v1, entities: [customer], source: spend, aggregations: [{name: n_7d, function: count, window: 7d}]}
feature_services:
  - {name: model, features: ["spend_v1:spend", "spend_v1:tier", "late_v1:spend", "visits_v1:*", "fuel_v1:price"]}
  - name: trips
    features:
      - {view: weather_v1, as: origin, on: {place_id: from_id}, features: [temp]}
      - {view: weather_v1, as: destination, on: {place_id: to_id}}
  - {name: windows, features: ["windows_v1:n_7d"]}
`;

/** Few moments and entities, so that ties, late rows, nulls and labels at a row's own time abound. */
function files(): Record<string, string> {
  const random = new Random(67);
  const between = (from: number, to: number) => from + random.below(to - from + 1);
  const day = () => `2024-03-0${between(1, 7)}`;
  const at = () => `${day()} ${random.one(['00:00:00', '12:00:00', '12:00:00.000001', '23:59:59.999999'])}`;
  const rows = (n: number, row: () => (string | number)[]) =>
    Array.from({ length: n }, () => row().join(',')).join('\n');
  const customer = () => random.one(['', 1, 2, 3, 4, 5, 6, 7, 8]);
  const spend = () => [
    customer(),
    at(),
    at(),
    between(0, 99) / 8,
    random.one(['', 'a', 'größe €', '"q""u"']),
    random.one(['', 3, -4]),
  ];
  const visit = () => [customer(), random.one(['a', 'b']), at(), between(0, 60), random.one(['true', 'false', ''])];
  const label = (id: number) => [id, between(1, 9), random.one(['a', 'b']), between(7, 9), between(7, 9), at()];
  let id = 0;
  return {
    'asof.yaml': definitions,
    'data/spend.csv': `customer_id,at,made,spend,tier,n\n${rows(120, spend)}\n`,
    'data/visits.csv': `customer_id,store_id,at,minutes,ok\n${rows(60, visit)}\n`,
    'data/fuel.csv': 'day,price\n2024-03-01,1.5\n2024-03-04,1.75\n',
    'data/weather.csv': 'where,at,temp\n7,2024-03-01,4\n8,2024-03-01,9\n8,2024-03-03,10\n',
    'labels.csv': `row_id,customer_id,store_id,from_id,to_id,event_timestamp\n${rows(100, () => label(id++))}\n`,
  };
}

const [start, end] = ['2023-01-01T00:00:00Z', '2024-03-20T00:00:00Z'];

const stored = 'spend_v1,late_v1,visits_v1,fuel_v1,weather_v1';

interface ExportReport {
  feature_views: string[];
  feature_services: string[];
  left_out: { what: string; name: string; why: string }[];
}

type Rows = Record<string, string | number>[];
const rowsOf = (more: Rows[number]): Rows => [1, 2, 3, 4, 5, 6, 7, 8, 99].map((id) => ({ customer_id: id, ...more }));

/** What is asked of whoever answers: features or a service, of these rows. */
const online: Record<string, [features: string[] | string, rows: Rows]> = {
  spend: [['spend_v1:spend', 'spend_v1:tier', 'spend_v1:n', 'late_v1:spend', 'fuel_v1:price'], rowsOf({})],
  visits: [['visits_v1:minutes', 'visits_v1:ok'], rowsOf({ store_id: 'a' })],
  model: ['model', rowsOf({ store_id: 'b' })],
  trips: ['trips', [7, 8, 9].map((from_id) => ({ from_id, to_id: 8 }))],
};

/** What Feast's remote client writes: an entity that is new, and a row that is older than what is there. */
const writes = {
  visits_v1: {
    ...{ customer_id: [99, 1], store_id: ['a', 'a'], minutes: [41, -1], ok: [true, true] },
    event_timestamp: ['2024-03-09T00:00:00Z', '2024-02-01T00:00:00Z'],
  },
};

/** By who was asked, then by question. */
type Answers = Record<string, Record<keyof typeof online, Answer>>;
interface Answer {
  values: Record<string, unknown[]>;
  statuses: Record<string, string[]>;
}

/** The same values by our own command, at a moment when all is within the TTL, which Feast does not look at. */
async function ownValues(folder: string, [what, rows]: (typeof online)[string]): Promise<Answer['values']> {
  const pairs = rows.map((row) => Object.entries(row).map((pair) => pair.join('=')));
  const asked = Array.isArray(what) ? ['--features', what.join()] : ['--service', what];
  const now = ['--now', '2024-03-02T00:00:00Z', '--json'];
  const entities = pairs.flatMap((row) => ['--entity', row.join()]);
  const { out } = await asof(folder, 'lookup', ...asked, ...entities, ...now);
  const { results } = JSON.parse(out) as { results: { features: Record<string, { value: unknown }> }[] };
  const names = Object.keys(results[0]!.features);
  return Object.fromEntries(names.map((name) => [name, results.map((one) => one.features[name]!.value)]));
}

describe('asof export feast', () => {
  let python: string | null;
  beforeAll(() => {
    python = findFeast();
  });

  it('makes what Feast applies, joins, materializes and serves, with the same values', async (context) => {
    if (python === null) return context.skip();
    const folder = folderOf(files());
    expect(await asof(folder, 'export', 'feast', 'repo')).toMatchObject({ status: 0 });
    const engine = await openNative();
    onTestFinished(() => engine.close());
    const labels = join(folder, 'labels.parquet');
    const zoned = sql`* REPLACE (${ident('event_timestamp')}::TIMESTAMPTZ AS event_timestamp)`;
    await engine.exec(
      sql`COPY (SELECT ${zoned} FROM read_csv(${join(folder, 'labels.csv')})) TO ${labels} (FORMAT parquet)`,
    );
    const run = ['--views', stored, '--start', start, '--end', end];
    expect(await asof(folder, 'materialize', ...run)).toMatchObject({ status: 0 });
    const own = await Promise.all(Object.values(online).map((one) => ownValues(folder, one)));
    const [honest, asFeast] = [await serveApi(folder), await serveApi(folder, '--feast-statuses')];
    const question = {
      ...{ labels, start, end, joins: { model: 'model', trips: 'trips' }, online, writes },
      join_options: { filter_by_created_timestamp: true },
      servers: { honest: honest.address, 'as Feast': asFeast.address },
    };
    writeFileSync(join(folder, 'question.json'), JSON.stringify(question));
    const script = join(import.meta.dirname, '..', 'support', 'feast', 'answers.py');
    const env = { ...process.env, FEAST_USAGE: 'False', TZ: 'UTC', PYTHONPATH: '' };
    execFileSync(python, [script, join(folder, 'repo'), join(folder, 'question.json')], { stdio: 'pipe', env });

    for (const service of ['model', 'trips']) {
      const asked = ['--labels', 'labels.parquet', '--service', service, '--out', `${service}_ours.parquet`];
      expect(await asof(folder, 'join', ...asked)).toMatchObject({ status: 0 });
      const [ours, theirs] = [join(folder, `${service}_ours.parquet`), join(folder, `${service}.parquet`)];
      const differ = await differencesFromFeast(engine, ours, theirs);
      expect(Object.keys(differ)).toHaveLength(service === 'model' ? 6 : 2);
      for (const [feature, rows] of Object.entries(differ)) expect([feature, rows]).toEqual([feature, []]);
    }

    const answers = JSON.parse(readFileSync(join(folder, 'online.json'), 'utf8')) as Answers;
    Object.keys(online).forEach((name, i) => {
      const { values } = answers.feast![name]!;
      // Feast's answers have the keys too.
      expect([name, values]).toEqual([name, expect.objectContaining(own[i]!)]);
      expect([name, answers['as Feast']![name]!.values]).toEqual([name, values]);
    });
    // What has no TTL is the same by true statuses; what has one is long expired.
    const honestly = answers.honest!;
    for (const name of ['visits', 'trips']) expect(honestly[name]!.values).toEqual(answers.feast![name]!.values);
    const isKnown = rowsOf({}).map(({ customer_id: id }) => id !== 99);
    expect(honestly.spend).toMatchObject({
      values: { spend_v1__spend: isKnown.map(() => null) },
      statuses: {
        spend_v1__spend: isKnown.map((is) => (is ? 'OUTSIDE_MAX_AGE' : 'NOT_FOUND')),
        late_v1__spend: isKnown.map((is) => (is ? 'PRESENT' : 'NOT_FOUND')),
      },
    });
    const before = honestly.visits!.values.visits_v1__minutes!;
    const after = answers['honest, after the writes']!.visits!.values.visits_v1__minutes!;
    expect([before.at(-1), after]).toEqual([null, [...before.slice(0, -1), 41]]);
  });

  it('says what Feast cannot do, and leaves nothing half done', async () => {
    const folder = folderOf(files());
    const { status, out } = await asof(folder, 'export', 'feast', 'repo', '--json');
    const { feature_views, feature_services, left_out } = JSON.parse(out) as ExportReport;
    expect([status, feature_views]).toEqual([0, stored.split(',')]);
    expect(feature_services).toEqual(['model', 'trips']);
    const said = left_out.map(({ name, why }) => `${name}: ${why}`).join('\n');
    expect(said).toContain('windows_v1: Feast computes no windows over files');
    expect(said).toContain('late_v1: what was known when is its created column');
    expect(said).toMatch(/spend_v1: not written: \d+ rows without a key or a time, \d+ that another/);
    expect(said).toContain('fuel_v1: Feast over DuckDB cannot materialize a view without entities');
    expect(readdirSync(join(folder, 'repo')).sort()).toEqual([
      'data',
      'definitions.py',
      'feature_store.file.yaml',
      'feature_store.yaml',
    ]);
    const again = await asof(folder, 'export', 'feast', 'repo');
    expect([again.status, again.err]).toEqual([2, expect.stringContaining('repo is there already')]);
    const lost = folderOf({ ...files(), 'data/visits.csv': 'customer_id,minutes\n1,2\n' });
    expect(await asof(lost, 'export', 'feast', 'repo')).toMatchObject({ status: 2, out: '' });
    expect(readdirSync(lost).filter((name) => name.startsWith('repo'))).toEqual([]);
  });

  it("refuses names that Feast's SQLite does not take, and lets Redis have them", async () => {
    const named = { ...workspace, 'asof.yaml': workspace['asof.yaml'].replaceAll('spend_v1', 'spend v.1') };
    const folder = folderOf(named);
    const refused = await asof(folder, 'export', 'feast', 'repo');
    expect([refused.status, refused.err]).toEqual([
      2,
      expect.stringContaining('"spend v.1" is no name for a view in Feast'),
    ]);
    expect(existsSync(join(folder, 'repo'))).toBe(false);
    const online = ['--online', 'redis://example.com:6380/2'];
    expect(await asof(folder, 'export', 'feast', 'repo', ...online)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'repo', 'feature_store.yaml'), 'utf8')).toContain('"example.com:6380,db=2"');
    const secret = await asof(folder, 'export', 'feast', 'other', '--online', 'redis://me:secret@example.com');
    expect([secret.status, secret.err.includes('secret@')]).toEqual([2, false]);
  });
});
