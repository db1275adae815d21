import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

let folders: Folders;
beforeAll(async () => {
  folders = await openFolders();
});
afterAll(() => folders.close());

const yaml = `entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: product, join_keys: [product_id]}
sources:
  - name: stats
    path: data/stats.csv
    timestamp_field: ts
    created_timestamp_field: created
    field_mapping: {cust: customer_id, amt: amount}
feature_views:
  - name: stats_v1
    entities: [customer]
    source: stats
    ttl: 30d
  - name: tiers_v1
    entities: [customer]
    source: stats
    features: [{name: tier, dtype: String, default: basic}, {name: amount, default: 0}]
  - name: file_v1
    entities: [customer]
    source: data/more.csv
labels:
  - {name: churn, path: data/labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}
`;
const files = {
  'asof.yaml': yaml,
  'data/labels.csv': 'product_id,customer_id,event_timestamp,churned\np1,42,2024-03-03,1\n',
  'data/stats.csv': 'cust,ts,created,tier,amt\n42,2024-03-01 09:00:00,2024-03-02,gold,1.5\n',
  'data/more.csv': 'customer_id,when_at,created_at,logins\n42,2024-03-01,2024-03-01,2\n',
};

const open = (changes: Record<string, string> = {}) => folders.open({ ...files, ...changes });
const lineOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was wrong',
    (error: Parameters<typeof toLine>[0]) => toLine(error),
  );

describe('a defined view', () => {
  it('has its columns under the names that the mapping gives them', async () => {
    const view = await (await open()).view('stats_v1');
    expect(view).toMatchObject({
      name: 'stats_v1',
      keys: [{ name: 'customer_id', column: 'cust', type: 'BIGINT' }],
      timestamp: { column: 'ts' },
      created: { column: 'created' },
      available: null,
      ttl: 2_592_000_000_000n,
      features: [
        { name: 'tier', column: 'tier', type: 'VARCHAR', default: null },
        { name: 'amount', column: 'amt', type: 'DOUBLE', default: null },
      ],
      inferred: [{ what: 'features', value: 'tier, amount', reason: 'every column that is not a key or a timestamp' }],
    });
    expect(view.relation.name).toBe('stats');
  });

  it('has defaults as literals of the column’s type', async () => {
    const { features } = await (await open()).view('tiers_v1');
    expect(features.map((feature) => feature.default?.text)).toEqual([
      "CAST('basic' AS VARCHAR)",
      "CAST('0' AS DOUBLE)",
    ]);
    const wrong = await open({ 'asof.yaml': yaml.replace('default: 0', 'default: none') });
    expect(await lineOf(wrong.view('tiers_v1'))).toBe(
      'asof.yaml:18: the default of feature "amount" is "none", which is no DOUBLE (write a value of the type that stats.amt has)',
    );
  });

  it('may name a file as its source: its timestamps are guessed, and its keys are not', async () => {
    expect(await (await open()).view('file_v1')).toMatchObject({
      keys: [{ name: 'customer_id', column: 'customer_id' }],
      timestamp: { column: 'when_at' },
      created: { column: 'created_at' },
      features: [{ name: 'logins' }],
    });
  });

  it.each([
    [
      'timestamp_field: ts\n',
      'timestamp_field: tss\n',
      'asof.yaml:7: stats has no column "tss" (did you mean "ts"? its columns are: customer_id, ts, created, tier, amount)',
    ],
    [
      'field: created',
      'field: made',
      'asof.yaml:8: stats has no column "made" (its columns are: customer_id, ts, created, tier, amount)',
    ],
    [
      '{cust:',
      '{custom:',
      'asof.yaml:9: stats has no column "custom" (did you mean "cust"? its columns are: cust, ts, created, tier, amt)',
    ],
    ['[product_id]', '[product_id', 'asof.yaml:3: not YAML'],
    ['data/stats.csv', 'data/stat.csv', 'asof.yaml:6: no such file: data/stat.csv'],
    ['timestamp_field: ts', 'timestamp_field: tier', '"gold" in row 1 of stats.tier is not a timestamp'],
  ])('with %s changed to %s says where', async (from, to, line) => {
    const workspace = await open({ 'asof.yaml': yaml.replace(from, to) });
    expect(await lineOf(workspace.view('stats_v1'))).toContain(line);
  });

  it('gives all that is wrong with it at once', async () => {
    const broken = yaml.replace('timestamp_field: ts', 'timestamp_field: tss').replace('{name: tier,', '{name: tire,');
    const { value, problems } = await (await open({ 'asof.yaml': broken })).tryView('tiers_v1');
    expect(value).toBeNull();
    expect(problems.map((problem) => problem.where?.line)).toEqual([7, 18]);
  });
});

describe('a defined label table', () => {
  it('has every join key of every entity as a key, in the file’s order', async () => {
    expect(await (await open()).labels('churn')).toMatchObject({
      name: 'churn',
      keys: [
        { name: 'product_id', type: 'VARCHAR' },
        { name: 'customer_id', type: 'BIGINT' },
      ],
      timestamp: { column: 'event_timestamp' },
      target: { name: 'churned', type: 'BIGINT' },
      inferred: [],
    });
  });

  it('is found by its path as well', async () => {
    expect((await (await open()).labels('data/labels.csv')).name).toBe('churn');
  });

  it('guesses a target that is not named, and says so', async () => {
    const { target, inferred } = await (
      await open({ 'asof.yaml': yaml.replace(', target: churned', '') })
    ).labels('churn');
    expect(target?.name).toBe('churned');
    expect(inferred).toEqual([{ what: 'target', value: 'churned', reason: 'named like a target' }]);
  });

  it('must have the keys of its own entities', async () => {
    const text = yaml.replace('[customer_id]', '[customer_key]');
    expect(await lineOf((await open({ 'asof.yaml': text })).labels('churn'))).toBe(
      'asof.yaml:23: churn has no column "customer_key" (did you mean "customer_id"? its columns are: product_id, customer_id, event_timestamp, churned)',
    );
  });
});

describe('an unnamed file', () => {
  it('is a label table or a view wherever a name is, with its guesses', async () => {
    const workspace = await folders.open({ 'l.csv': files['data/labels.csv'], 'f.csv': files['data/more.csv'] });
    const labels = await workspace.labels('l.csv', ['f.csv']);
    expect(labels).toMatchObject({ name: 'l.csv', keys: [{ name: 'customer_id' }], target: { name: 'churned' } });
    expect(labels.inferred.map(({ what }) => what)).toEqual(['timestamp_field', 'join_keys', 'target']);
    const view = await workspace.view('f.csv', labels);
    expect(view).toMatchObject({
      name: 'f',
      keys: [{ name: 'customer_id' }],
      features: [{ name: 'logins' }],
      ttl: null,
    });
    expect(view.inferred.map(({ what }) => what)).toEqual([
      'timestamp_field',
      'created_timestamp_field',
      'join_keys',
      'features',
    ]);
  });

  it('uses the join keys of the definitions where it has them', async () => {
    const labels = await (await open({ 'other.csv': 'id,customer_id,ts\n1,42,2024-01-01\n' })).labels('other.csv');
    expect(labels.keys.map((key) => key.name)).toEqual(['customer_id']);
  });
});

describe('a name that is not there', () => {
  it('is answered with the near one', async () => {
    const workspace = await open();
    expect(await lineOf(workspace.labels('chrun'))).toBe(
      'there is no label table called "chrun" (did you mean "churn"? there is: churn)',
    );
    expect(await lineOf(workspace.view('stats_v2'))).toContain('did you mean "stats_v1"?');
    expect(() => workspace.service('m')).toThrow('there is no feature service called "m"');
    expect(await lineOf((await folders.open({})).labels('churn'))).toBe(
      'there is no label table called "churn" (there is none)',
    );
    expect(await lineOf(workspace.labels('data/nope.csv'))).toContain('no such file: data/nope.csv');
  });

  it('is answered with what is wrong with its definition, where it has one', async () => {
    const workspace = await open({ 'asof.yaml': yaml.replace('ttl: 30d', 'tll: 30d') });
    expect(await lineOf(workspace.view('stats_v1'))).toContain(
      'asof.yaml:14: feature view "stats_v1" has an unknown key "tll"',
    );
    expect((await workspace.view('tiers_v1')).name).toBe('tiers_v1');
  });

  it('may be that of an entity or a source that has a problem', async () => {
    const text = yaml.replace('join_keys: [customer_id]', 'join_keys: [customer_id], x: y');
    expect(await lineOf((await open({ 'asof.yaml': text })).view('stats_v1'))).toContain(
      'asof.yaml:2: entity "customer" has an unknown key "x"',
    );
    const source = yaml.replace('created_timestamp_field:', 'created_field:');
    expect(await lineOf((await open({ 'asof.yaml': source })).view('stats_v1'))).toContain(
      'asof.yaml:8: source "stats" has an unknown key',
    );
  });
});
