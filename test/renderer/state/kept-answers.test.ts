import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Method } from '../../../core/rpc/contract.ts';
import type { Leakage } from '../../../renderer/cells/leakage/leakage.svelte.ts';
import type { SqlCellState } from '../../../renderer/cells/sql/sql.svelte.ts';
import type { OpenCell } from '../../../renderer/state/cell.svelte.ts';
import { shopWorkspace } from '../../support/shop-workspace.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

const text = `---
asof: 1
---

\`\`\`asof leakage
as: spring
labels: churn
features: [stats_v1:spend]
\`\`\`

\`\`\`sql late
SELECT * FROM spring ORDER BY ALL
\`\`\`

\`\`\`asof training-set
as: train
labels: churn
features: [stats_v1:spend]
\`\`\`

\`\`\`asof check
that: spring.rows == 1
\`\`\`

\`\`\`asof plot
as: drawn
of: spring
x: peek
\`\`\`
`;
/** What makes something new of the data. */
const asking: readonly Method[] = ['leakage', 'trainingSet', 'sql', 'plot', 'arrange', 'page', 'timeline'];

describe('the answers of a notebook', () => {
  let first: RealWorkbench;
  let again: RealWorkbench | undefined;
  beforeEach(async () => {
    localStorage.clear();
    first = await openRealWorkbench();
    for (const [name, content] of Object.entries({ ...shopWorkspace, 'spring.md': text }))
      await first.put(name, content);
    await first.workbench.open({ kind: 'folder', path: first.folder });
    await first.notebook.runs.runAll();
    expect(first.notebook.cells.map(({ status }) => status?.status ?? null)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
    ]);
    const kept = join(first.folder, '.asof', 'kept');
    await expect
      .poll(() => readdir(kept).then((names) => names.filter((name) => name.endsWith('.kept')).length))
      .toBe(4);
  });
  afterEach(async () => {
    await again?.close();
    await first?.close();
  });

  /** Opens the folder in another host, and looks at all cells; gives what was asked of the data. */
  async function reopen() {
    again = await openRealWorkbench();
    await again.workbench.open({ kind: 'folder', path: first.folder });
    const call = vi.spyOn(again.workbench.host, 'call');
    for (const cell of again.notebook.cells) cell.seen = true;
    for (const cell of again.notebook.cells) await cell.show();
    for (const cell of again.notebook.cells) await cell.show();
    const asked = call.mock.calls.map(([method]) => method).filter((method) => asking.includes(method));
    return { notebook: again.notebook, asked };
  }

  const stateOf = <S>(cells: readonly OpenCell[], name: string) => cells.find((one) => one.name === name)!.state as S;

  it('are shown when it is opened, fresh, and nothing is asked', async () => {
    const { notebook, asked } = await reopen();
    expect(asked).toEqual([]);
    const marks = notebook.cells.map(({ status }) => status && `${status.status}${'at' in status ? ' from then' : ''}`);
    expect(marks).toEqual([...Array<string>(3).fill('done from then'), 'done', 'done from then']);
    const report = (of: RealWorkbench) => of.notebook.cells[0]!.state.report;
    expect(report(again!)).toEqual(report(first));
    expect(stateOf<Leakage>(notebook.cells, 'spring').machine.timeline).not.toBeNull();
    const rows = stateOf<SqlCellState>(notebook.cells, 'late').table;
    expect(await rows.firstRows(5)).toEqual(
      await stateOf<SqlCellState>(first.notebook.cells, 'late').table.firstRows(5),
    );
  });

  it('are asked for again by what was not kept of them', async () => {
    const { notebook } = await reopen();
    const { table } = stateOf<SqlCellState>(notebook.cells, 'late');
    table.setFilter('all');
    expect(await table.profile('peek')).toMatchObject({ rows: 1 });
    expect(notebook.cells.map(({ status }) => status?.status)).toEqual(Array(5).fill('done'));
  });

  it('are shown as stale, because of what has changed, and nothing is asked', async () => {
    await writeFile(join(first.folder, 'stats.csv'), `${shopWorkspace['stats.csv']}z,2024-03-01,4\n`);
    const { notebook, asked } = await reopen();
    expect(asked).toEqual([]);
    expect(notebook.cells.map(({ status }) => status)).toEqual([
      expect.objectContaining({ status: 'stale', because: 'the file of stats changed' }),
      expect.objectContaining({ status: 'stale', because: 'spring is stale' }),
      expect.objectContaining({ status: 'stale', because: 'the file of stats changed' }),
      expect.objectContaining({ status: 'stale', because: 'spring is stale' }),
      expect.objectContaining({ status: 'stale', because: 'spring is stale' }),
    ]);
    await notebook.runs.runStale();
    expect(notebook.cells.map(({ status }) => status?.status)).toEqual(Array(5).fill('done'));
  });
});
