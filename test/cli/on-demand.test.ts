import { expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

/** What is right was worked out by hand: c1's second row is known a day after it happened. */
const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [customer_id]}, {name: shop, join_keys: [shop_id]}]
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts, available_at: known}
  - {name: shops, path: shops.csv, timestamp_field: ts}
feature_views:
  - name: worth
    on_demand: true
    inputs: {ls: "recency:log_spend", r: "shops:rate"}
    features: [{name: score, dtype: Float64, expression: "coalesce(ls, 0) * r"}]
  - {name: stats, entities: [customer], source: stats, ttl: 30d, features: [{name: spend}, {name: bought_at, dtype: Timestamp}]}
  - {name: shops, entities: [shop], source: shops, features: [{name: rate}]}
  - name: recency
    on_demand: true
    inputs: ["stats:bought_at", "stats:spend"]
    request: [{name: now, dtype: Timestamp}, {name: amount, dtype: Float64}]
    features:
      - {name: days_since, dtype: Int64, expression: "date_sub('day', bought_at, now)"}
      - {name: log_spend, dtype: Float64, expression: ln(spend)}
      - {name: ratio, dtype: Float64, expression: amount / spend}
feature_services: [{name: model, features: ["recency:*", "worth:score"]}]
labels: [{name: labels, path: labels.csv, entities: [customer, shop], timestamp_field: at, target: y}]
`,
  'stats.csv': `customer_id,ts,known,spend,bought_at
c1,2024-01-01,2024-01-02,10,2023-12-30
c1,2024-01-10,2024-01-11,20,2024-01-09
c2,2024-01-01,2024-01-01,-5,2023-12-01
`,
  'shops.csv': 'shop_id,ts,rate\ns1,2024-01-01,2\ns1,2024-02-01,3\n',
  'labels.csv': `customer_id,shop_id,at,amount,y
c1,s1,2024-01-05,5,0
c1,s1,2024-01-10,6,1
c2,s1,2024-01-20,7,0
c3,s1,2024-01-20,7,1
c1,s2,2024-03-20,7,1
`,
};
const asked = ['--labels', 'labels', '--service', 'model'];

it('trains on what was known, says what failed, and leaks where what it reads does', async () => {
  const folder = folderOf(files);
  expect(await asof(folder, 'check')).toMatchObject({ status: 0, err: '' });
  const joined = await asof(folder, 'join', ...asked, '--out', 'set.parquet', '--json');
  expect(joined.err).toBe('asof: recency:log_spend could not be computed in 1 row, and is null there\n');
  expect(JSON.parse(joined.out)).toMatchObject({
    columns: 9,
    not_computed: [{ view: 'recency', feature: 'log_spend', rows: 1 }],
  });
  const verified = await asof(folder, 'verify', 'set.parquet');
  expect([verified.status, verified.out]).toEqual([0, expect.stringContaining('all 5 rows are the same')]);
  const { out } = await asof(folder, 'leakage', ...asked, '--json');
  const { features } = JSON.parse(out) as {
    features: { feature: string; leaked_rows: number; peek_seconds: { max: number } }[];
  };
  const day = 86_400;
  expect(features.map((one) => [one.feature, one.leaked_rows, one.peek_seconds.max / day])).toEqual([
    ['days_since', 2, 6],
    ['log_spend', 2, 6],
    ['ratio', 2, 6],
    ['score', 4, 27],
  ]);
});

it('prints SQL that makes the same values in a plain DuckDB', async () => {
  const folder = folderOf(files);
  const { out } = await asof(folder, 'join', ...asked, '--sql');
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = (await connection.runAndReadAll(out)).getRowsJson();
  expect(rows.map((row) => row.slice(5))).toEqual([
    ['6', Math.log(10), 0.5, 2 * Math.log(10)],
    ['11', Math.log(10), 0.6, 2 * Math.log(10)],
    ['50', null, -1.4, 0],
    [null, null, null, 0],
    [null, null, null, null],
  ]);
  connection.closeSync();
});

it('computes at look-up from what is stored and from the request, and refuses what it cannot', async () => {
  const folder = folderOf(files);
  await asof(folder, 'materialize', '--end', '2024-01-15T00:00:00Z');
  const entity = ['--entity', 'customer_id=c1,shop_id=s1', '--now', '2024-01-16T00:00:00Z'];
  const lookup = (...args: string[]) => asof(folder, 'lookup', ...args);
  const found = await lookup('--service', 'model', ...entity, '--request', 'amount=6', '--json');
  const { results } = JSON.parse(found.out) as { results: { features: Record<string, object> }[] };
  expect(results[0]!.features).toMatchObject({
    recency__days_since: { value: 7, status: 'present', event_timestamp: '2024-01-10T00:00:00Z' },
    recency__ratio: { value: 0.3, status: 'present' },
    worth__score: { value: 2 * Math.log(20), status: 'present', event_timestamp: '2024-01-01T00:00:00Z' },
  });
  expect(Object.keys(results[0]!.features)).toHaveLength(4);
  const failing = await lookup(
    '--features',
    'recency:log_spend',
    '--entity',
    'customer_id=c2',
    '--now',
    '2024-01-16T00:00:00Z',
  );
  expect(failing.err).toBe('asof: recency__log_spend could not be computed for 1 entity, and is null there\n');
  const refused = async (...args: string[]) => (await lookup(...entity, ...args)).err;
  const of = ['--features', 'recency'];
  expect(await refused('--features', 'worth:score', '--request', 'amount=1')).toContain(
    'nothing that is asked for reads "amount"',
  );
  expect(await refused(...of)).toContain('recency reads "amount" from the request, and it is not given');
  expect(await refused(...of, '--request', 'amount=much')).toContain(
    '"amount" of recency is "much", which is no Float64',
  );
  expect(await refused(...of, '--request', 'amount=1,amont=2')).toContain(
    'reads "amont" from the request (did you mean amount?)',
  );
});

it('is never stored, and skew compares what it reads in its place and says so', async () => {
  const folder = folderOf(files);
  await asof(folder, 'materialize', '--end', '2024-01-15T00:00:00Z');
  expect((await asof(folder, 'materialize', '--views', 'recency')).err).toContain(
    'recency is computed when it is asked for',
  );
  const { out, err } = await asof(folder, 'skew', '--service', 'model', '--as-of', '2024-01-15T00:00:00Z', '--json');
  expect(err).toContain('recency is computed when it is asked for, and what it reads is compared in its place');
  const { features } = JSON.parse(out) as { features: { feature: string }[] };
  expect(features.map(({ feature }) => feature).sort()).toEqual(['bought_at', 'rate', 'spend']);
});

it('is compared with a log, and with somebody’s training set, and knows which input differs', async () => {
  const served = `customer_id,shop_id,at,amount,spend,days_since,ratio
c1,s1,2024-01-05,5,10,6,0.5
c1,s1,2024-01-10,6,20,1,0.3
c2,s1,2024-01-20,7,-5,50,-1.4
`;
  const folder = folderOf({ ...files, 'served.csv': served });
  const features = ['--features', 'stats:spend,recency:days_since,recency:ratio'];
  const skew = await asof(folder, 'skew', ...features, '--against', 'served.csv');
  expect(skew.err).not.toContain('cannot be compared');
  expect(skew.out).toMatch(/recency:ratio .* its input stats:spend differs \(1\)/);
  const { out } = await asof(folder, 'audit', 'served.csv', '--labels', 'labels', ...features, '--json');
  const report = JSON.parse(out) as { features: { feature: string; known: number; unknown: number }[] };
  expect(report.features.map(({ feature, known, unknown }) => [feature, known, unknown])).toEqual([
    ['spend', 2, 0],
    ['days_since', 2, 1],
    ['ratio', 2, 1],
  ]);
  const without = folderOf({ ...files, 'served.csv': served.replace('amount', 'sum') });
  const refused = await asof(without, 'skew', ...features, '--against', 'served.csv');
  expect([refused.status, refused.err]).toEqual([2, expect.stringContaining('amount')]);
});

it('is in a notebook that runs without a window what it is in the commands', async () => {
  const asking = 'labels: labels\nfeatures: ["recency:*", "worth:score"]\n';
  const notebook = [
    `\`\`\`asof training-set\nas: trained\n${asking}\`\`\`\n`,
    '```sql scores\nSELECT worth__score FROM trained ORDER BY worth__score\n```\n',
    '```asof check\nthat: scores.rows == 5\n```\n',
    '```asof lookup\nfeatures: ["recency:*"]\nentity: [{customer_id: c2}]\nrequest: [{amount: 6}]\nnow: 2024-01-16T00:00:00Z\n```\n',
  ].join('\n');
  const folder = folderOf({ ...files, 'n.md': notebook });
  await asof(folder, 'materialize', '--end', '2024-01-15T00:00:00Z');
  const { status, out, err } = await asof(folder, 'run', 'n.md');
  expect([status, err]).toEqual([0, '']);
  expect(out).toContain('5 rows, 9 columns. recency:log_spend could not be computed in 1 row, and is null there');
  expect(out).toContain('recency__log_spend could not be computed for 1 entity, and is null there');
});

it('is told by check, with its place, that an expression is none over what it reads', async () => {
  const wrong = files['asof.yaml'].replace('amount / spend', 'amount / bought_at').replace('ls, 0) * r', 'lss, 0) * r');
  const { status, out } = await asof(folderOf({ ...files, 'asof.yaml': wrong }), 'check');
  expect(status).toBe(2);
  expect(out).toMatch(/asof.yaml:20: ratio cannot be computed by "amount \/ bought_at": .*No function matches/);
  expect(out).toContain(
    'asof.yaml:10: score cannot be computed by "coalesce(lss, 0) * r": there is no column "lss" (did you mean "ls"?)',
  );
});
