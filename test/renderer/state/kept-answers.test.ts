import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fingerprint } from '../../../core/text/fingerprint.ts';
import type { Method } from '../../../core/rpc/contract.ts';
import type { Leakage } from '../../../renderer/cells/leakage/leakage.svelte.ts';
import type { SqlCellState } from '../../../renderer/cells/sql/sql.svelte.ts';
import type { OpenCell } from '../../../renderer/state/cell.svelte.ts';
import { keptReports } from '../../../renderer/state/kept-reports.ts';
import type { OpenNotebook } from '../../../renderer/state/notebook.svelte.ts';
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

/** Seconds. */
const fastIs = (seconds: number) => localStorage.setItem('asof.fast', JSON.stringify(seconds));

describe('the answers of a notebook', () => {
  let first: RealWorkbench;
  let again: RealWorkbench | undefined;
  beforeEach(async () => {
    localStorage.clear();
    fastIs(1e9);
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

  /** Opens the folder in another host; gives what is asked of the data. */
  async function openAgain() {
    again = await openRealWorkbench();
    await again.workbench.open({ kind: 'folder', path: first.folder });
    const { workbench, notebook } = again;
    const call = vi.spyOn(workbench.host, 'call');
    const asked = () => call.mock.calls.map(([method]) => method).filter((method) => asking.includes(method));
    await notebook.linked();
    return { notebook, asked };
  }

  /** As the page does while all cells are in view, until nothing is to be done. */
  async function look({ cells }: OpenNotebook) {
    for (const cell of cells) cell.seen = true;
    for (let times = 0; times < 5; times++) for (const cell of cells) await cell.show();
  }

  /** Opens it again, and looks at all cells. */
  async function reopen() {
    const { notebook, asked } = await openAgain();
    await look(notebook);
    return { notebook, asked: asked() };
  }

  const growStats = () => writeFile(join(first.folder, 'stats.csv'), `${shopWorkspace['stats.csv']}z,2024-03-01,4\n`);
  const because = (reason: string) => expect.objectContaining({ status: 'stale', because: reason }) as unknown;

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

  it('are said to be fresh before they are looked at, and nothing is asked', async () => {
    const { notebook, asked } = await openAgain();
    const fresh = expect.objectContaining({ status: 'done', at: expect.any(Number) as number }) as unknown;
    expect(notebook.cells.map(({ status }) => status)).toEqual([fresh, fresh, fresh, { status: 'idle' }, fresh]);
    expect(notebook.runs.stale.map(({ kind }) => kind.kind)).toEqual(['check']);
    expect(asked()).toEqual([]);
    await notebook.runs.runStale();
    expect(notebook.cells[3]!.status).toMatchObject({ status: 'done' });
    expect(asked()).toEqual([]);
  });

  it('are said to be stale before they are looked at, and because of what', async () => {
    await growStats();
    const { notebook, asked } = await openAgain();
    expect(notebook.cells.map(({ status }) => status)).toEqual([
      because('the file of stats changed'),
      because('spring is stale'),
      because('the file of stats changed'),
      { status: 'idle' },
      because('spring is stale'),
    ]);
    expect(asked()).toEqual([]);
  });

  it('are asked for again by themselves where they are stale and were fast, each once', async () => {
    await growStats();
    const { notebook, asked } = await reopen();
    expect(notebook.cells.map(({ status }) => status?.status)).toEqual(Array(5).fill('done'));
    const made = asked.filter((method) => ['leakage', 'trainingSet', 'sql', 'plot'].includes(method));
    expect(made.sort()).toEqual(['leakage', 'plot', 'sql', 'trainingSet']);
  });

  it('wait where they are stale and nothing is to be asked by itself', async () => {
    await growStats();
    localStorage.setItem('asof.repeats', 'false');
    const { notebook, asked } = await reopen();
    expect(asked).toEqual([]);
    expect(notebook.cells[0]!.status).toEqual(because('the file of stats changed'));
  });

  it('are shown as stale where they were slow, because of what has changed, and wait until that is said', async () => {
    await growStats();
    fastIs(0);
    const { notebook, asked } = await reopen();
    expect(asked).toEqual([]);
    expect(notebook.cells.map(({ status }) => status)).toEqual([
      because('the file of stats changed'),
      because('spring is stale'),
      because('the file of stats changed'),
      because('spring is stale'),
      because('spring is stale'),
    ]);
    await notebook.runs.runStale();
    expect(notebook.cells.map(({ status }) => status?.status)).toEqual(Array(5).fill('done'));
  });

  it('are there for who asks of all notebooks what they have found, the last of each cell', async () => {
    const { host, snapshot } = first.workbench;
    const ask = (kinds: string[]) => keptReports(host, snapshot!.id, { notebooks: ['spring.md', 'gone.md'], kinds });
    await vi.waitFor(async () => expect(await ask(['leakage'])).toHaveLength(1));
    const [report] = await ask(['leakage']);
    expect(report).toMatchObject({
      ...{ notebook: 'spring.md', kind: 'leakage', cell: fingerprint('spring'), definitions: snapshot!.definitions },
      report: { rows: 1, features: [{ view: 'stats_v1', feature: 'spend' }] },
    });
    expect(await ask(['duplicates'])).toEqual([]);
  });
});
