import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { nativeSandbox } from '../../../core/node/notebook/native-sandbox.ts';
import { nativeTables } from '../../../core/node/tables.ts';
import { readNotebook } from '../../../core/notebook/notebook.ts';
import { NotebookRunner, type CellRun } from '../../../core/notebook/runner/runner.ts';
import type { SqlSandbox } from '../../../core/notebook/sql/sandbox.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { sqlProcesses } from '../../support/sql-child.ts';

let engine: NativeEngine;
let sandbox: SqlSandbox;
beforeAll(async () => {
  engine = await openNative();
  sandbox = nativeSandbox(engine, sqlProcesses());
});
afterAll(async () => {
  await sandbox.close();
  await engine.close();
});

const bomb = 'SELECT count(*) FROM range(1000000) a, range(1000000) b';

/** A runner over SQL cells `name: text`, and what it tells. */
async function runnerOf(cells: Record<string, string>, watch?: (index: number, state: CellRun) => void) {
  const text = Object.entries(cells).map(([name, body]) => `\`\`\`sql ${name}\n${body}\n\`\`\`\n`);
  const workspace = openWorkspace({ root: '.', text: null }, engine, nativeTables(engine));
  const online = { use: () => Promise.reject(new Error('no store is asked for')) };
  const context = {
    engine,
    expressions: () => Promise.resolve(engine),
    workspace,
    text: null,
    version: 'test',
    online,
    now: () => 0n,
  };
  const told: string[] = [];
  const runner = await NotebookRunner.of(readNotebook(text.join(''), 'n.md'), {
    ...{ context, file: 'n.md', sandbox: () => sandbox },
    watch(index, state) {
      if (told.at(-1) !== `${state.cell.name} ${state.status}`) told.push(`${state.cell.name} ${state.status}`);
      watch?.(index, state);
    },
  });
  return { runner, told, statuses: () => runner.states.map(({ status }) => status) };
}

describe('NotebookRunner', () => {
  it('tells each state of each cell, in the order in which they run', async () => {
    const { runner, told, statuses } = await runnerOf({ b: 'SELECT x + 1 AS x FROM a', a: 'SELECT 1 AS x' });
    expect(statuses()).toEqual(['never run', 'never run']);
    await runner.run();
    expect(told).toEqual(['a queued', 'b queued', 'a running', 'a fresh', 'b running', 'b fresh']);
    expect(runner.states[0]!.answer).toMatchObject({ said: 'x = 2', report: { rows: 1, row: { x: 2 } } });
    await runner.close();
  });

  it('runs what a cell needs, once, and says what is stale when that is given anew', async () => {
    const { runner, told, statuses } = await runnerOf({ a: 'SELECT 1 AS x', b: 'FROM a', c: 'FROM b', d: 'SELECT 2' });
    await runner.run({}, [2]);
    expect(statuses()).toEqual(['fresh', 'fresh', 'fresh', 'never run']);
    told.length = 0;
    await runner.run({}, [1]);
    expect(told).toEqual(['b queued', 'b running', 'b fresh', 'c stale']);
    expect(runner.states[2]).toMatchObject({ because: 'b changed', answer: { said: 'x = 1' } });
    await runner.close();
  });

  it('stops a cell that runs; what waits for it is blocked, and the others run', async () => {
    const { runner, statuses } = await runnerOf({ a: bomb, b: 'FROM a', c: 'SELECT 1' }, (index, { status }) => {
      if (index === 0 && status === 'running') setTimeout(() => runner.stop(0));
    });
    await runner.run();
    expect(statuses()).toEqual(['stopped', 'blocked', 'fresh']);
    expect(runner.states[1]!.because).toBe('it uses a, which was stopped');
    await runner.close();
  });

  it('stops a cell that waits, and all where the run is stopped', async () => {
    const all = new AbortController();
    const { runner, statuses } = await runnerOf(
      { a: 'SELECT 1', b: 'SELECT 2', c: 'SELECT 3' },
      (index, { status }) => {
        if (index === 0 && status === 'running') runner.stop(1);
        if (index === 0 && status === 'fresh') all.abort();
      },
    );
    await runner.run({ signal: all.signal });
    expect(statuses()).toEqual(['fresh', 'stopped', 'stopped']);
    await runner.close();
  });

  it('says what failed with its line, and tries again', async () => {
    const { runner, statuses } = await runnerOf({ a: "SELECT\n  'x'::INT AS x", b: 'FROM a' });
    await runner.run();
    await runner.run();
    expect(statuses()).toEqual(['failed', 'blocked']);
    expect(runner.states[0]!.problems.map(toLine)).toEqual([expect.stringMatching(/^n\.md:3: Could not convert/)]);
  });

  it('leaves no table when it closes', async () => {
    const { runner } = await runnerOf({ a: 'SELECT 1 AS x' });
    await runner.run();
    const rows = runner.states[0]!.answer!.rows!;
    expect(await engine.rows(rows)).toEqual([{ x: 1 }]);
    await runner.close();
    await expect(engine.rows(rows)).rejects.toThrow();
  });
});
