import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { leakage } from '../../../../core/question/leakage.ts';
import type { sqlText } from '../../../../core/question/sql.ts';
import type { Leakage } from '../../../../renderer/cells/leakage/leakage.svelte.ts';
import type { SqlCellState } from '../../../../renderer/cells/sql/sql.svelte.ts';
import type { OpenCell } from '../../../../renderer/state/cell.svelte.ts';
import { rowsOf } from '../../../core/workbench/setup.ts';
import { bareLesson } from '../../../support/bare-lesson.ts';
import { openRealWorkbench, type RealWorkbench } from '../../state/real-workbench.ts';

type SqlCell = OpenCell<typeof sqlText, SqlCellState>;

describe('SQL cells of the churn lesson', () => {
  let real: RealWorkbench;
  beforeAll(async () => {
    real = await openRealWorkbench();
    await real.workbench.open({ kind: 'folder', path: bareLesson('churn') });
  });
  afterAll(() => real?.close());

  function add(text: string, name: string): SqlCell {
    const kind = real.notebook.kinds.find((one) => one.kind === 'sql')!;
    const cell = real.notebook.add(kind, 0) as unknown as SqlCell;
    real.notebook.edits.rename(cell, name);
    cell.ask({ text });
    return cell;
  }

  /** Runs it, and gives its status and rows. */
  async function ran(cell: SqlCell): Promise<{ status: string; rows: Record<string, unknown>[] }> {
    await real.notebook.runs.run([cell]);
    return { status: cell.status!.status, rows: await shown(cell) };
  }

  async function shown({ state: { found } }: SqlCell) {
    if (!found) return [];
    const page = await real.workbench.host.call('page', {
      result: found.result,
      filter: 'all',
      sort: { by: 'row' },
      from: 0,
      count: 100,
    });
    return rowsOf(page).map(({ row: _, ...values }) => values);
  }

  it('reads a table of the workspace, and runs only when it is said', async () => {
    const cell = add('SELECT count(*) AS n FROM Churn_Labels', 'counted');
    await cell.show();
    expect(cell.state.found).toBeNull();
    expect(await ran(cell)).toEqual({ status: 'done', rows: [{ n: 1000 }] });
    cell.ask({ text: 'SELECT 1 AS n' });
    await cell.show();
    expect(cell.status).toEqual({ status: 'stale', because: 'the cell changed' });
    expect(await shown(cell)).toEqual([{ n: 1000 }]);
  });

  it('reads the pairs of a leakage cell as the report counts them, and again when they are others', async () => {
    const spring = real.notebook.nearest('leakage') as unknown as OpenCell<typeof leakage, Leakage>;
    real.notebook.edits.rename(spring, 'spring');
    const counts = spring.question.features.map(
      ({ view, feature }) => `count(*) FILTER (view = '${view}' AND feature = '${feature}' AND leaked) AS ${feature}`,
    );
    const cell = add(`SELECT ${counts.join(', ')} FROM spring`, 'late');
    cell.state.say();
    cell.seen = true;
    await cell.show();
    expect(cell.status).toEqual({ status: 'waiting', because: 'for spring' });
    expect(spring.needed).toBe(true);
    await spring.show();
    const leaking = () => [
      Object.fromEntries(spring.state.run.value!.report.features.map((one) => [one.feature, one.leaked_rows])),
    ];
    await cell.show();
    expect([cell.status?.status, await shown(cell)]).toEqual(['done', leaking()]);
    spring.ask({ naive: 'event-time' });
    await spring.show();
    await cell.show();
    expect(await shown(cell)).toEqual(leaking());
  });

  it('is blocked by a cell that failed, and two that use each other are told', async () => {
    const bad = add('SELECT * FROM nowhere', 'bad');
    expect((await ran(bad)).status).toBe('failed');
    expect(bad.state.problems).toEqual([expect.objectContaining({ from: 14, to: 21 })]);
    const after = add('SELECT * FROM bad', 'after_bad');
    await ran(after);
    expect(after.status).toEqual({ status: 'blocked', because: 'bad failed' });
    bad.ask({ text: 'SELECT * FROM after_bad' });
    await ran(bad);
    expect(bad.status?.status === 'failed' && bad.status.error.title).toContain('use each other');
  });

  it('says in UTF-16 units where SQL is wrong', async () => {
    const cell = add("SELECT '🐦é', nme FROM churn_labels", 'odd');
    expect((await ran(cell)).status).toBe('failed');
    expect(cell.state.problems).toEqual([expect.objectContaining({ from: 14, to: 17 })]);
  });

  it.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "ATTACH '/tmp/x.db'",
    "COPY (SELECT 1) TO '/tmp/asof-hostile.csv'",
    'INSTALL httpfs',
    "SET memory_limit = '1GB'",
    'PRAGMA database_list',
    "FROM query('SELECT 1')",
    'SELECT 1; SELECT 2',
  ])('refuses %s and goes on', async (text) => {
    const cell = add(text, 'hostile');
    expect((await ran(cell)).status).toBe('failed');
    expect(cell.state.answer.value).toMatchObject({ found: null });
    real.notebook.edits.remove(cell);
  });

  it('stops a bomb, and the host answers', async () => {
    const bomb = add('SELECT count(*) FROM range(100000000000)', 'bomb');
    const running = real.notebook.runs.run([bomb]);
    await expect.poll(() => bomb.status?.status).toBe('running');
    bomb.stop();
    await running;
    expect(bomb.status?.status).toBe('cancelled');
    expect((await ran(add('SELECT 2 AS n', 'two'))).rows).toEqual([{ n: 2 }]);
  });

  it('runs a chain of ten, each over the one before', async () => {
    const chain = Array.from({ length: 10 }, (_, i) =>
      add(i === 0 ? 'SELECT range AS x FROM range(1000)' : `SELECT x + 1 AS x FROM link_${i - 1}`, `link_${i}`),
    );
    for (const cell of chain) expect((await ran(cell)).status).toBe('done');
    chain[0]!.ask({ text: 'SELECT range + 100 AS x FROM range(1000)' });
    await ran(chain[0]!);
    for (const cell of chain.slice(1)) await cell.show();
    expect((await shown(chain[9]!))[0]).toEqual({ x: 109 });
  });
});
