import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTables } from '../../../core/check/check.ts';
import { engines } from '../../support/engines.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

const yaml = `entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
feature_views:
  - name: stats_v1
    entities: [customer]
    source: stats
    features: [{name: spend, dtype: Int64}]
  - {name: stats_v2, entities: [customer], source: stats}
feature_services:
  - {name: model, features: ["stats_v1:spend", "stats_v2:tier"]}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: at, target: churned}
`;
const files = {
  'asof.yaml': yaml,
  'labels.csv': 'customer_id,at,churned\n42,2024-03-03,1\n43,2024-03-05,0\n',
  'stats.csv': 'customer_id,ts,spend,tier\n42,2024-03-01,2,a\n43,2024-03-04,5,b\n',
};

describe.each(engines)('check on $name', (kind) => {
  let folders: Folders;
  beforeAll(async () => {
    folders = await openFolders(() => kind.open());
  });
  afterAll(() => folders.close());

  /** The problems of the files with some changes; what the definitions say is changed word by word. */
  async function problems(
    changes: Record<string, string> = {},
    ...words: [from: string, to: string][]
  ): Promise<string[]> {
    const text = words.reduce((changed, [from, to]) => changed.replace(from, to), yaml);
    const report = await checkTables(await folders.open({ ...files, 'asof.yaml': text, ...changes }));
    return report.problems.map(({ severity, message }) => `${severity}: ${message}`);
  }

  it('finds nothing in a sound workspace, and sums up its tables', async () => {
    const report = await checkTables(await folders.open(files));
    expect(report.problems).toEqual([]);
    expect(report.tables).toEqual([
      {
        name: 'churn',
        kind: 'label table',
        files: [expect.stringMatching(/labels\.csv$/)],
        rows: 2,
        join_keys: ['customer_id'],
        timestamp_field: 'at',
        first: '2024-03-03 00:00:00',
        last: '2024-03-05 00:00:00',
        inferred: [],
      },
      expect.objectContaining({ name: 'stats_v1', kind: 'feature view', rows: 2, inferred: [] }),
      expect.objectContaining({ name: 'stats_v2', inferred: [expect.objectContaining({ value: 'spend, tier' })] }),
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await checkTables(await folders.open({}))).toEqual({ problems: [], tables: [] });
  });

  it('says everything that is wrong at once, with the line that names it', async () => {
    const found = await problems(
      { 'labels.csv': 'customer,at,churned\n42,soon,1\n' },
      ['ttl', 'tll'],
      ['stats.csv', 'stat.csv'],
      ['["stats_v1:spend", ', '["stats_v3:spend", '],
    );
    expect(found).toEqual([
      'error: asof.yaml:12: there is no feature view called "stats_v3" (did you mean "stats_v1"? there is: stats_v1, stats_v2)',
      expect.stringMatching(/^error: "soon" in row 1 of churn.at is not a timestamp/),
      'error: asof.yaml:14: churn has no column "customer_id" (did you mean "customer"? its columns are: customer, at, churned)',
      expect.stringMatching(/^error: asof.yaml:4: no such file: stat.csv/),
    ]);
  });

  it('names columns that are not there, once for all views of a source', async () => {
    const found = await problems(
      {},
      ['timestamp_field: ts', 'timestamp_field: tss'],
      ['{name: spend,', '{name: spent,'],
      ['target: churned', 'target: churn'],
    );
    expect(found).toEqual([
      'error: asof.yaml:12: there is no feature of stats_v1 called "spend" (did you mean "spent"? there is: spent)',
      'error: asof.yaml:14: churn has no column "churn" (did you mean "churned"? its columns are: customer_id, at, churned)',
      'error: asof.yaml:4: stats has no column "tss" (did you mean "ts"? its columns are: customer_id, ts, spend, tier)',
      'error: asof.yaml:9: stats has no column "spent" (did you mean "spend"? its columns are: customer_id, ts, spend, tier)',
    ]);
  });

  it('names features of a service that a view without a list does not have', async () => {
    expect(await problems({}, ['stats_v2:tier', 'stats_v2:tire'])).toEqual([
      'error: asof.yaml:12: there is no feature of stats_v2 called "tire" (did you mean "tier"? there is: spend, tier)',
    ]);
  });

  it('names join keys of two types', async () => {
    expect(await problems({ 'stats.csv': 'customer_id,ts,spend,tier\nc42,2024-03-01,2,a\n' })).toEqual([
      'error: the join key customer_id is BIGINT in churn and VARCHAR in stats (42 in churn and c42 in stats: as text they do not match either; make them alike in the files)',
    ]);
  });

  it('warns of rows that match nothing', async () => {
    expect(
      await problems({
        'labels.csv': 'customer_id,at,churned\n42,2024-03-03,1\n,2024-03-05,0\n43,,0\n',
        'stats.csv': 'customer_id,ts,spend,tier\n42,2024-03-01,2,a\n,,5,b\n',
      }),
    ).toEqual([
      'warning: churn: customer_id is null in 1 of 3 rows, which match nothing',
      'warning: churn: at is null in 1 of 3 rows, which match nothing',
      'warning: stats: customer_id is null in 1 of 2 rows, which match nothing',
      'warning: stats: ts is null in 1 of 2 rows, which match nothing',
    ]);
  });

  it('warns of times that are blank because they cannot be read', async () => {
    const blank: [string, string] = ['timestamp_field: at', 'timestamp_field: at, unreadable: blank'];
    const labels = 'customer_id,at,churned\n42,2024-03-03,1\n43,2024-03-05,0\n43,soon,0\n';
    expect(await problems({ 'labels.csv': labels }, blank)).toEqual([
      'warning: churn: at is null or could not be read in 1 of 3 rows, which match nothing',
    ]);
  });

  it('says of a view that a service joins under a name that no label table has its key', async () => {
    const trips = { 'labels.csv': 'trip,at,churned\n42,2024-03-03,1\n43,2024-03-05,0\n' };
    const asked = (on: string): [string, string][] => [
      ['["stats_v1:spend", "stats_v2:tier"]', `[{view: stats_v1, as: origin${on}, features: [spend]}]`],
      ['entities: [customer], timestamp_field: at', 'entities: [], timestamp_field: at'],
    ];
    expect(await problems(trips, ...asked(''))).toEqual([
      'error: asof.yaml:12: no label table has the column "customer_id", on which "origin" joins stats_v1 (say on: {customer_id: a column of the labels})',
    ]);
    expect(await problems(trips, ...asked(', on: {customer_id: trip}'))).toEqual([]);
    expect(await problems(trips, ...asked(', on: {custmer: trip}'))).toEqual([
      expect.stringContaining('there is no join key of stats_v1 called "custmer"'),
    ]);
  });

  it('warns of ties that only the order of the file decides', async () => {
    const stats =
      'customer_id,ts,made,spend,tier\n42,2024-03-01,2024-03-01,2,a\n42,2024-03-01,2024-03-02,3,a\n43,2024-03-01,2024-03-01,1,a\n';
    expect(await problems({ 'stats.csv': stats })).toEqual([
      'warning: stats: 2 of 3 rows share join keys and event timestamp with another; the later in the file wins',
    ]);
    expect(
      await problems({ 'stats.csv': stats }, [
        'timestamp_field: ts',
        'timestamp_field: ts, created_timestamp_field: made',
      ]),
    ).toEqual([]);
  });

  it('warns of events of a window that may be corrections of another', async () => {
    const stats =
      'customer_id,ts,made,spend,tier\n42,2024-03-01,2024-03-01,2,a\n42,2024-03-01,2024-03-02,3,a\n43,2024-03-01,2024-03-01,1,a\n';
    const windows: [string, string][] = [
      ['timestamp_field: ts', 'timestamp_field: ts, created_timestamp_field: made'],
      [
        'features: [{name: spend, dtype: Int64}]',
        'aggregations: [{name: spend, function: sum, column: spend, window: 7d}]',
      ],
    ];
    expect(await problems({ 'stats.csv': stats }, ...windows)).toEqual([
      'warning: stats: 2 of 3 rows share join keys and event timestamp with another, and each is an event; if one corrects another, name the column that tells in dedupe_by',
    ]);
    expect(
      await problems({ 'stats.csv': stats }, ...windows, ['_field: made', '_field: made, dedupe_by: tier']),
    ).toEqual([]);
  });

  it('warns of zones that only some timestamps have', async () => {
    const stats = 'customer_id,ts,spend,tier\n42,2024-03-01T09:00:00Z,2,a\n42,2024-03-02 09:00:00,3,a\n';
    expect(await problems({ 'stats.csv': stats })).toEqual([
      'warning: stats.ts: 1 timestamp has a zone and 1 has none and is taken for UTC',
    ]);
  });

  it('warns of rows that were written or known before they were true, or never', async () => {
    const stats =
      'customer_id,ts,made,known,spend,tier\n42,2024-03-01,2024-02-01,2024-02-01,2,a\n43,2024-03-01,2024-03-01,,2,a\n';
    const source = 'timestamp_field: ts, created_timestamp_field: made, available_at: known';
    expect(await problems({ 'stats.csv': stats }, ['timestamp_field: ts', source])).toEqual([
      'warning: stats: 1 of 2 rows created before they were true (made)',
      'warning: stats: 1 of 2 rows available before they were true (known)',
      'warning: stats: known is null in 1 of 2 rows, which are never known',
    ]);
  });

  it('warns of a target that has no two classes', async () => {
    const labels = (classes: number) =>
      `customer_id,at,churned\n${Array.from({ length: 30 }, (_, i) => `42,2024-03-03,${i % classes}\n`).join('')}`;
    expect(await problems({ 'labels.csv': labels(1) })).toEqual([
      'warning: the target churned of churn has one value; the AUC needs two',
    ]);
    expect(await problems({ 'labels.csv': labels(20) }, [', target: churned', ''])).toEqual([]);
    expect(await problems({ 'labels.csv': labels(20) })).toEqual([
      'warning: the target churned of churn has 20 values; the AUC needs two',
    ]);
    expect(await problems({ 'labels.csv': labels(30) })).toEqual([
      'warning: the target churned of churn has more than 20 values; the AUC needs two',
    ]);
  });

  it('warns of tables without rows', async () => {
    expect(
      await problems({ 'labels.csv': 'customer_id,at,churned\n', 'stats.csv': 'customer_id,ts,spend,tier\n' }),
    ).toEqual(expect.arrayContaining(['warning: churn has no rows', 'warning: stats has no rows']));
  });

  it('warns of views of which no label can see a row', async () => {
    const ttl: [string, string] = ['source: stats\n', 'source: stats\n    ttl: 1h\n'];
    expect(await problems({ 'stats.csv': 'customer_id,ts,spend,tier\n42,2024-03-01,2,a\n' }, ttl)).toEqual([
      'warning: no row of stats_v1 is within its ttl of 1h of any row of churn',
    ]);
    expect(await problems({ 'stats.csv': 'customer_id,ts,spend,tier\n42,2025-03-01,2,a\n' })).toEqual([
      'warning: every row of stats_v1 is later than every row of churn',
      'warning: every row of stats_v2 is later than every row of churn',
    ]);
  });

  it('warns of a unit that puts everything into 1970', async () => {
    const stats = 'customer_id,ts,spend,tier\n42,1709251200,2,a\n';
    expect(
      await problems({ 'stats.csv': stats }, ['timestamp_field: ts', 'timestamp_field: ts, timestamp_unit: ms']),
    ).toEqual([
      'warning: stats.ts: all times lie at 1970-01-20 18:47:31.2; is its timestamp_unit or timestamp_format right?',
    ]);
  });

  it('refuses a value that is not of the declared type', async () => {
    expect(await problems({ 'stats.csv': 'customer_id,ts,spend,tier\n42,2024-03-01,two,a\n' })).toEqual([
      expect.stringContaining('"two" in row 1 of stats.spend is no BIGINT'),
    ]);
  });

  it('warns of a password that is written, by its line, and does not repeat it', async () => {
    const store = 'online_store: {type: redis, url: "redis://:hunter2@db:6379/0"}\n';
    const found = await problems({}, ['entities:', `${store}entities:`]);
    expect(found).toEqual([
      expect.stringMatching(/^warning: asof\.yaml:1: what looks like a password is written here/),
    ]);
    expect(found.join()).not.toContain('hunter2');
    expect(await problems({}, ['entities:', `${store.replace('hunter2', '${PASSWORD}')}entities:`])).toEqual([]);
  });

  it('can be cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(checkTables(await folders.open(files), { signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
