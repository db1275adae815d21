import { describe, expect, it } from 'vitest';
import { ask, built as asof, folderOf, workspace } from './run-asof.ts';

describe('asof', () => {
  it('says what it can do, on stdout', async () => {
    const { status, out, err } = await asof(folderOf(), '--help');
    const commands = [...out.matchAll(/^ {2}asof (\w+) /gm)].map(([, name]) => name);
    expect(commands).toEqual([
      'init',
      'import',
      'check',
      'join',
      'leakage',
      'materialize',
      'lookup',
      'forget',
      'skew',
      'audit',
      'verify',
      'profile',
      'drift',
      'freshness',
      'catalog',
      'diff',
      'duplicates',
      'cost',
      'run',
      'export',
      'serve',
      'api',
    ]);
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
    expect((await asof(folder, 'leakage', ...ask, '--debug')).err).toMatch(/\n\s+at /);
  });
});
