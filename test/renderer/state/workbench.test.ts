import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

describe('the workbench over a real host', () => {
  let real: RealWorkbench;
  beforeAll(async () => {
    real = await openRealWorkbench();
  });
  afterAll(() => real?.close());

  it('opens what the host starts with, with its question', async () => {
    const { workbench } = real;
    const { start } = await workbench.start();
    expect(await workbench.open(start)).toBe(true);
    expect(workbench.about?.engine).toBe('DuckDB native');
    expect(workbench.snapshot?.name).toBe('Three rows');
    expect(real.notebook.nearest('leakage')?.question).toMatchObject({
      labels: 'labels',
      naive: 'latest',
      options: { boundary: 'inclusive' },
    });
  });

  it('keeps what is open where another cannot be opened', async () => {
    const { workbench } = real;
    workbench.inspect({ kind: 'profile', table: 'labels' });
    expect(await workbench.open({ kind: 'folder', path: `${real.folder}/nowhere` })).toBe(false);
    expect(workbench.opening.state.status).toBe('failed');
    expect(workbench.snapshot?.name).toBe('Three rows');
    expect(workbench.inspected).toEqual({ kind: 'profile', table: 'labels' });
  });

  it('asks anew with each change, and keeps the options that are not named', () => {
    const cell = real.notebook.nearest('leakage')!;
    const before = cell.question;
    cell.ask({ options: { ttl: false } });
    expect(cell.question).not.toBe(before);
    expect(cell.question.options).toEqual({ boundary: 'inclusive', ttl: false, castKeys: false, embargo: 0n });
  });

  it('says when the host is lost, and asks again once it is back', async () => {
    const { workbench } = real;
    const cell = real.notebook.nearest('leakage')!;
    await cell.show();
    expect([cell.status?.status, cell.show()]).toEqual(['done', undefined]);
    real.lose();
    await expect.poll(() => workbench.activity.said).toBe('The host is back');
    expect(workbench.hostState).toBe('connected');
    const before = cell.version;
    await cell.show();
    expect(cell.status?.status).toBe('done');
    expect(cell.version).not.toBe(before);
    const workspace = workbench.snapshot!.id;
    await expect(workbench.host.call('profile', { workspace, table: 'labels' })).resolves.toMatchObject({ rows: 1 });
  });
});
