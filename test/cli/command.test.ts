import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { asof, folderOf, start } from './run-asof.ts';

const workspace = {
  'asof.yaml': `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: spend, path: data/spend.csv, timestamp_field: at}
feature_views:
  - {name: spend_v1, entities: [customer], source: spend, ttl: 10d}
feature_services:
  - {name: model_v1, features: ["spend_v1:spend", "spend_v1:tier"]}
labels:
  - {name: orders, path: data/orders.csv, entities: [customer], timestamp_field: at, target: bought}
`,
  'data/orders.csv': `customer_id,at,bought
1,2024-03-05,1
2,2024-03-05,0
3,2024-03-05,1
4,2024-03-05,0
`,
  'data/spend.csv': `customer_id,at,spend,tier
1,2024-03-01,10,a
1,2024-03-08,99,b
2,2024-03-04,20,a
3,2024-01-01,30,c
4,2024-03-06 12:00:00,40,a
`,
};
const ask = ['--labels', 'orders', '--service', 'model_v1'];

async function read(path: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
  return rows.getRowObjectsJson();
}

describe('asof', () => {
  it('says what it can do, on stdout', async () => {
    const { status, out, err } = await asof(folderOf(), '--help');
    expect(out).toMatch(/asof init .*\n.*asof check .*\n.*asof join .*\n.*asof leakage .*\n.*asof serve/);
    expect([status, err]).toEqual([0, '']);
  });

  it('tells its version', async () => {
    expect((await asof(folderOf(), '--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['leekage'], 'there is no command "leekage" (did you mean asof leakage?)'],
    [['join', '--lables', 'x'], 'there is no option --lables (did you mean --labels?)'],
    [['join', ...ask], '--out is missing (name a file for the training set: --out F.parquet)'],
    [['join', ...ask, '--out', 'x.csv'], 'is not a name for Parquet'],
    [['leakage', '--labels', 'orders'], 'no features are asked for'],
    [['leakage', ...ask, '--naive', 'newest'], '--naive cannot be "newest" (did you mean "nearest"?'],
    [['leakage', ...ask, '--fail-on', 'leek_rate>0'], 'did you mean "leak_rate"?'],
    [['leakage', '--labels', 'ordres', '--service', 'model_v1'], 'did you mean "orders"?'],
    [['leakage', '--labels', 'orders', '--features', 'spend_v1:spent'], 'did you mean "spend"?'],
    [['leakage', '--labels', 'data/order.csv', '--features', 'spend_v1'], 'did you mean "data/orders.csv"?'],
    [['leakage', ...ask, '-C', 'nowhere'], 'there is no folder nowhere'],
    [['leakage', ...ask, 'more'], 'asof leakage does not take "more"'],
  ])('%j is wrong input: one line, status 2', async (args, line) => {
    const { status, out, err } = await asof(folderOf(workspace), ...args);
    const lines = err.trim().split('\n');
    expect(lines.at(-1)).toContain(line);
    expect(lines.at(-1)).toMatch(/^asof: /);
    expect([status, out, lines.length]).toEqual([2, '', 1]);
  });

  it('shows what the engine said with --debug alone', async () => {
    const folder = folderOf({ ...workspace, 'data/spend.csv': 'customer_id,at,spend,tier\n1,when,1,a\n' });
    const plain = await asof(folder, 'leakage', ...ask);
    expect([plain.status, plain.err.trim().split('\n').length]).toEqual([2, 1]);
    expect(plain.err).toContain('"when" in row 1 of spend.at is not a timestamp');
    expect((await asof(folder, 'leakage', ...ask, '--debug')).err).toMatch(/\n\s+at .*\.js/);
  });
});

describe('asof init', () => {
  it('makes a workspace whose next command shows a leak', async () => {
    const folder = folderOf();
    const made = await asof(folder, 'init', 'new');
    expect([made.status, readdirSync(join(folder, 'new'))]).toEqual([0, expect.arrayContaining(['asof.yaml'])]);
    const [, next] = /^Next: asof (.*)$/m.exec(made.err)!;
    const shown = await asof(folder, ...next!.split(' '));
    expect(shown.out).toContain('1 of 1 rows (100 %) saw the future, by 4 days');
    expect((await asof(folder, 'check', '-C', 'new')).status).toBe(0);
  });

  it('never touches a folder with something in it', async () => {
    const folder = folderOf({ 'data/labels.csv': 'mine' });
    const { status, err } = await asof(folder, 'init');
    expect([status, err]).toEqual([2, expect.stringContaining('nothing is ever overwritten') as string]);
    expect(readFileSync(join(folder, 'data/labels.csv'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('says what keeps it from writing', async () => {
    const { status, err } = await asof(folderOf({ file: '' }), 'init', 'file/inside');
    expect([status, err]).toEqual([3, expect.stringMatching(/^asof: cannot write .*\n$/) as string]);
  });
});

describe('asof check', () => {
  it('tells what the tables are, and that nothing is wrong', async () => {
    const { status, out } = await asof(folderOf(workspace), 'check');
    expect(out).toBe(`table     kind          rows  join keys    timestamp  first                last
orders    label table      4  customer_id  at         2024-03-05 00:00:00  2024-03-05 00:00:00
spend_v1  feature view     5  customer_id  at         2024-01-01 00:00:00  2024-03-08 00:00:00

0 errors, 0 warnings
`);
    expect(status).toBe(0);
  });

  it('lists every error with its file and line, and ends with 2', async () => {
    const broken = workspace['asof.yaml']
      .replace('ttl: 10d', 'ttl: 10 days')
      .replace('path: data/orders.csv', 'path: data/order.csv');
    const folder = folderOf({ ...workspace, 'asof.yaml': broken });
    const { status, out } = await asof(folder, 'check');
    expect(out).toMatch(/error {4}asof\.yaml:7: .*10 days/);
    expect(out).toMatch(/error {4}asof\.yaml:11: .*did you mean "data\/orders\.csv"/);
    expect(status).toBe(2);
    const { problems } = JSON.parse((await asof(folder, 'check', '--json')).out) as { problems: object[] };
    expect(problems).toMatchObject([
      { severity: 'error', where: { file: 'asof.yaml', line: 7 } },
      { severity: 'error', where: { file: 'asof.yaml', line: 11 } },
    ]);
  });

  it('ends with 0 where there are warnings alone', async () => {
    const oneClass = workspace['data/orders.csv'].replaceAll(',0', ',1');
    const { status, out } = await asof(folderOf({ ...workspace, 'data/orders.csv': oneClass }), 'check');
    expect([status, out]).toEqual([0, expect.stringContaining('warning  the target bought of orders') as string]);
  });

  it('needs definitions', async () => {
    const { status, err } = await asof(folderOf(), 'check');
    expect([status, err]).toEqual([2, expect.stringContaining('there is no asof.yaml in') as string]);
  });
});

describe('asof join', () => {
  it('writes the training set and says how the label rows fared', async () => {
    const folder = folderOf(workspace);
    const { status, out } = await asof(folder, 'join', ...ask, '--out', 'set.parquet', '--json');
    expect(JSON.parse(out)).toEqual({
      rows: 4,
      columns: 5,
      out: 'set.parquet',
      seconds: expect.any(Number) as number,
      views: [{ view: 'spend_v1', matched: 2, expired: 1, unknown_yet: 0, no_history: 1 }],
    });
    expect(status).toBe(0);
    expect(await read(join(folder, 'set.parquet'))).toMatchObject([
      { customer_id: '1', bought: '1', spend_v1__spend: '10', spend_v1__tier: 'a' },
      { customer_id: '2', spend_v1__spend: '20' },
      { customer_id: '3', spend_v1__spend: null },
      { customer_id: '4', spend_v1__spend: null },
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('heeds its options', async () => {
    const folder = folderOf(workspace);
    const options = ['--short-names', '--with-timestamps', '--no-ttl', '--boundary', 'strict'];
    await asof(folder, 'join', ...ask, ...options, '--out', 'set.parquet');
    const rows = await read(join(folder, 'set.parquet'));
    expect(rows[2]).toMatchObject({ spend: '30', tier: 'c', spend_v1__event_timestamp: '2024-01-01 00:00:00' });
  });

  it('prints SQL that a plain DuckDB runs to the same file, and runs nothing', async () => {
    const folder = folderOf(workspace);
    await asof(folder, 'join', ...ask, '--out', 'set.parquet');
    const { out } = await asof(folder, 'join', ...ask, '--sql', '--out', 'plain.parquet');
    expect(readdirSync(folder)).not.toContain('plain.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(out);
    expect(await read(join(folder, 'plain.parquet'))).toEqual(await read(join(folder, 'set.parquet')));
  });

  it('takes unnamed files, relative to the current folder, and says what it guessed', async () => {
    const folder = folderOf(workspace);
    const { status, err } = await asof(
      join(folder, 'data'),
      ...['join', '--labels', 'orders.csv', '--features', 'spend.csv:spend', '--out', 'set.parquet'],
    );
    expect(status).toBe(0);
    expect(err).toMatch(/spend\.csv: timestamp field = at \(.+\)/);
    expect(await read(join(folder, 'data', 'set.parquet'))).toMatchObject([{ spend__spend: '10' }, {}, {}, {}]);
  });

  it('never replaces what it reads', async () => {
    const folder = folderOf(workspace);
    await asof(folder, 'join', ...ask, '--out', 'set.parquet');
    const again = ['join', '--labels', 'set.parquet', '--features', 'data/spend.csv:tier', '--out', 'set.parquet'];
    expect(await asof(folder, ...again)).toMatchObject({
      status: 2,
      err: expect.stringContaining('would replace what it is made from') as string,
    });
  });

  it('cannot write into a folder that is not there: status 3', async () => {
    const { status, err } = await asof(folderOf(workspace), 'join', ...ask, '--out', 'nowhere/set.parquet');
    expect([status, err]).toEqual([3, expect.stringContaining('its folder does not exist') as string]);
  });

  it('leaves nothing behind when Ctrl-C stops it half-way', async () => {
    const folder = folderOf();
    await mkdir(join(folder, 'out'));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = `SELECT (i * 7919) % 100000 AS customer_id, TIMESTAMP '2024-01-01' + to_seconds(i % 9000000) AS at, i AS v FROM range(6000000) t(i)`;
    await connection.run(`COPY (${rows}) TO '${folder}/views.parquet'`);
    await connection.run(
      `COPY (SELECT customer_id, "at" FROM '${folder}/views.parquet' LIMIT 3000000) TO '${folder}/labels.parquet'`,
    );
    const { child, finished } = start(
      folder,
      ...['join', '--labels', 'labels.parquet', '--features', 'views.parquet', '--out', 'out/set.parquet'],
    );
    setTimeout(() => child.kill('SIGINT'), 900);
    const { status, err } = await finished;
    expect(err).toMatch(/asof: cancelled\n$/);
    expect(status).toBe(130);
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });
});

describe('asof leakage', () => {
  it('prints the report as JSON, to the letter', async () => {
    const { status, out } = await asof(folderOf(workspace), 'leakage', ...ask, '--json');
    const spend = {
      view: 'spend_v1',
      feature: 'spend',
      leaked_rows: 2,
      leak_rate: 0.5,
      changed_rows: 3,
      naive_nulls: 0,
      asof_nulls: 2,
      peek_seconds: { p50: 194_400, p90: 246_240, max: 259_200 },
      auc: { naive: 0.75, asof: 0, inflation: 0.75 },
    };
    expect(JSON.parse(out)).toEqual({
      rows: 4,
      leaked_rows: 2,
      leak_rate: 0.5,
      naive: 'latest',
      boundary: 'inclusive',
      target: 'bought',
      features: [spend, { ...spend, feature: 'tier', auc: null }],
    });
    expect(status).toBe(0);
  });

  it('says it in a sentence and a table, without colours where nobody sees them', async () => {
    const { out } = await asof(folderOf(workspace), 'leakage', ...ask);
    expect(out)
      .toBe(`Joining on the latest row leaks: 2 of 4 rows (50 %) saw the future, by 2 days in the middle case, and it flatters spend by +0.75 AUC.

feature         leaked  rate  changed  peek p50  p90  max  AUC naive  as of  inflation
spend_v1:spend       2  50 %        3       +2d  +2d  +3d      0.750  0.000      +0.75
spend_v1:tier        2  50 %        3       +2d  +2d  +3d          -      -          -
`);
  });

  it.each([
    ['leak_rate>0', 1],
    ['leak_rate>0.5', 0],
    ['features.spend_v1__spend.auc.inflation>0.2', 1],
    ['features.spend_v1__tier.auc.inflation>0.2', 0],
  ])('as a gate, --fail-on %s ends with %i', async (gate, expected) => {
    const { status, out, err } = await asof(folderOf(workspace), 'leakage', ...ask, '--json', '--fail-on', gate);
    expect(status).toBe(expected);
    expect(JSON.parse(out)).toHaveProperty('rows', 4);
    expect(err.includes(`--fail-on '${gate}' holds`)).toBe(expected === 1);
  });

  it('writes one small page that shows no rows and escapes every name', async () => {
    const folder = folderOf({ ...workspace, 'data/<b>.csv': workspace['data/orders.csv'] });
    const { status } = await asof(
      folder,
      'leakage',
      '--labels',
      'data/<b>.csv',
      '--service',
      'model_v1',
      '--html',
      'r.html',
    );
    const page = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(status).toBe(0);
    expect((await stat(join(folder, 'r.html'))).size).toBeLessThan(100_000);
    expect(page).toContain('2 of 4 rows (50 %) saw the future');
    expect(page).not.toMatch(/<b>\.csv|<script|https?:\/\//);
  });

  it('says why there is no AUC', async () => {
    const { err } = await asof(folderOf(workspace), 'leakage', ...ask, '--target', 'customer_id');
    expect(err).toBe('No AUC: the target customer_id has more than two classes\n');
  });
});
