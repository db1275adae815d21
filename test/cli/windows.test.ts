import { expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

/** The purchase of 5 March was known four days late; what is right was worked out by hand. */
const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: purchases, path: purchases.csv, timestamp_field: ts, available_at: known}]
feature_views:
  - name: purchases_v1
    entities: [customer]
    source: purchases
    aggregations:
      - {name: spend_30d, function: sum, column: amount, window: 30d, filter: "status = 'completed'"}
      - {name: purchases_7d, function: count, window: 7d}
      - {name: last_amount, function: last, column: amount, window: lifetime}
feature_services: [{name: model, features: ["purchases_v1:*"]}]
labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: at, target: churned}]
`,
  'purchases.csv': `customer_id,ts,known,amount,status
1,2024-03-01 10:00:00,2024-03-01 10:00:00,10.5,completed
1,2024-03-05 10:00:00,2024-03-09 10:00:00,20,completed
1,2024-03-06 10:00:00,2024-03-06 10:00:00,7,cancelled
2,2024-03-02 10:00:00,2024-03-02 10:00:00,3,completed
`,
  'labels.csv': `customer_id,at,churned
1,2024-03-07 10:00:00,1
1,2024-03-10 10:00:00,0
2,2024-03-01 10:00:00,0
2,2024-03-12 10:00:00,1
3,2024-03-12 10:00:00,0
`,
};

const asked = ['--labels', 'churn', '--service', 'model'];

it('trains on what windows held when each label was due, and says what a naive join would have known', async () => {
  const folder = folderOf(files);
  const { out, status, err } = await asof(folder, 'leakage', ...asked, '--json');
  expect([status, err]).toEqual([0, '']);
  const { features } = JSON.parse(out) as {
    features: { feature: string; leaked_rows: number; peek_max_seconds: number }[];
  };
  // The label of 7 March counts the late purchase, that of 1 March one of the day after; the last amount is a later purchase's for both.
  expect(features.map(({ feature, leaked_rows }) => [feature, leaked_rows])).toEqual([
    ['spend_30d', 2],
    ['purchases_7d', 2],
    ['last_amount', 2],
  ]);
  const nearest = await asof(folder, 'leakage', ...asked, '--naive', 'nearest');
  expect(nearest.status).toBe(2);
  expect(nearest.err).toMatch(
    /purchases_v1 computes its features from the events of a window, of which none is the nearest/,
  );
});

it('prints SQL that a plain DuckDB runs to the same training set', async () => {
  const folder = folderOf(files);
  const { out, status } = await asof(folder, 'join', ...asked, '--sql');
  expect(status).toBe(0);
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const statements = out.split(/;\n/).filter((one) => one.trim());
  for (const statement of statements.slice(0, -1)) await connection.run(statement);
  const rows = (await connection.runAndReadAll(statements.at(-1)!)).getRowsJson();
  connection.closeSync();
  expect(rows.map((row) => row.slice(-3))).toEqual([
    [10.5, '2', 7],
    [30.5, '2', 7],
    [null, '0', null],
    [3, '0', 3],
    [null, '0', null],
  ]);
});

it('materializes every entity as of the end, serves the same values, and finds no skew until windows move on', async () => {
  const folder = folderOf(files);
  expect((await asof(folder, 'materialize', '--end', '2024-03-10T10:00:00Z')).status).toBe(0);
  const looked = await asof(
    folder,
    'lookup',
    '--service',
    'model',
    '--entity',
    'customer_id=1',
    '--entity',
    'customer_id=9',
    '--json',
  );
  const { results } = JSON.parse(looked.out) as {
    results: { features: Record<string, { value: unknown; status: string; event_timestamp: string }> }[];
  };
  const served = results.map(({ features }) => Object.values(features).map(({ value, status }) => [value, status]));
  expect(served).toEqual([
    [
      [30.5, 'present'],
      [2, 'present'],
      [7, 'present'],
    ],
    [
      [null, 'missing'],
      [0, 'missing'],
      [null, 'missing'],
    ],
  ]);
  expect(results[1]!.features.purchases_v1__purchases_7d!.event_timestamp).toBe('2024-03-10T10:00:00Z');
  const skew = async (asOf: string) => {
    const { out } = await asof(folder, 'skew', '--service', 'model', '--as-of', asOf, '--json');
    const { features } = JSON.parse(out) as { features: { feature: string; equal: number; stale: number }[] };
    return features.map(({ equal, stale }) => [equal, stale]);
  };
  expect(await skew('2024-03-10T10:00:00Z')).toEqual([
    [2, 0],
    [2, 0],
    [2, 0],
  ]);
  // Customer 1's purchases have left the seven days by the 20th.
  expect((await skew('2024-03-20')).filter(([, stale]) => stale! > 0)).toEqual([[1, 1]]);
  for (const [option, says] of [
    [['--start', '2024-03-01'], /--start is not for purchases_v1/],
    [
      ['--end', '2999-01-01'],
      /--end 2999-01-01T00:00:00Z is in the future, and the windows of purchases_v1 are not over/,
    ],
    [['--end', '2024-03-01'], /the last run of purchases_v1 ended at .* \(give a later --end/],
  ] as const) {
    const refused = await asof(folder, 'materialize', ...option);
    expect([refused.status, refused.err]).toEqual([2, expect.stringMatching(says)]);
  }
});

/** The first was asked before the purchase of 5 March was known, and served with it; the second rightly. */
const served = 'customer_id,at,spend_30d,purchases_7d\n1,2024-03-07 10:00:00,30.5,3\n1,2024-03-10 10:00:00,30.5,2\n';

it('compares a log with what each window held at its row’s moment', async () => {
  const folder = folderOf({ ...files, 'log.csv': served });
  const skew = (...more: string[]) => asof(folder, 'skew', '--service', 'model', '--against', 'log.csv', ...more);
  const { out } = await skew('--json');
  const { features } = JSON.parse(out) as { features: { feature: string; equal: number; mismatch: number }[] };
  expect(features.map(({ feature, equal, mismatch }) => [feature, equal, mismatch])).toEqual([
    ['spend_30d', 1, 1],
    ['purchases_7d', 1, 1],
  ]);
  expect((await skew()).out).toContain('a cause was not looked for');
});

it('finds in somebody’s training set the windows that count what was not known yet', async () => {
  const folder = folderOf({ ...files, 'set.csv': served });
  const audit = ['audit', 'set.csv', ...asked];
  const { out } = await asof(folder, ...audit);
  expect(out).toContain('1 of 2 rows (50 %) has values that only the future has');
  expect((await asof(folder, ...audit, '--fail-on', 'future_rows>0')).status).toBe(1);
});

it('refuses a sum that does not fit, and says whose it is', async () => {
  const folder = folderOf({
    ...files,
    'asof.yaml': files['asof.yaml'].replace('column: amount, window: 30d', 'column: big, window: 30d'),
    'purchases.csv': `customer_id,ts,known,amount,big,status
1,2024-03-01 10:00:00,2024-03-01 10:00:00,1,9223372036854775807,completed
1,2024-03-02 10:00:00,2024-03-02 10:00:00,1,9223372036854775807,completed
`,
  });
  const { status, err } = await asof(folder, 'join', ...asked, '--out', 'o.parquet');
  expect(status).toBe(2);
  expect(err).toMatch(
    /the sum of purchases_v1:spend_30d of customer_id 1 is 18446744073709551614, which BIGINT does not hold/,
  );
});
