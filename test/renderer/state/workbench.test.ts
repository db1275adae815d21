import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../renderer/state/library.svelte.ts';
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

  it('has opened a workspace before the recent ones are listed: its user goes on at once', async () => {
    const { workbench } = real;
    workbench.shell.recent = () => new Promise(() => {});
    expect(await new Library(workbench).open({ kind: 'folder', path: `${real.folder}/nowhere` })).toBe(false);
    expect(await new Library(workbench).open((await workbench.start()).start)).toBe(true);
  });

  it('keeps what is open where another cannot be opened', async () => {
    const { workbench } = real;
    workbench.inspect({ kind: 'profile', table: 'labels' });
    expect(await workbench.open({ kind: 'folder', path: `${real.folder}/nowhere` })).toBe(false);
    expect(workbench.opening.state.status).toBe('failed');
    expect(workbench.snapshot?.name).toBe('Three rows');
    expect(workbench.inspected).toEqual({ kind: 'profile', table: 'labels' });
  });

  it('opens a table when somebody looks at it, once, and is the same workspace', async () => {
    const { workbench } = real;
    const rows = 'customer_id,event_timestamp,spend\na,2024-03-01,10\n';
    for (const name of ['used.csv', 'other.csv']) await real.put(name, rows);
    await real.put('labels.csv', 'customer_id,event_timestamp,churned\na,2024-03-03,1\n');
    const view = (name: string) =>
      `  - {name: ${name}, entities: [customer], source: ${name}_rows, ttl: 10d, features: [{name: spend, dtype: Float64}]}\n`;
    const source = (name: string) => `  - {name: ${name}_rows, path: ${name}.csv, timestamp_field: event_timestamp}\n`;
    await real.put(
      'asof.yaml',
      `entities: [{name: customer, join_keys: [customer_id]}]
sources:
${source('used')}${source('other')}feature_views:
${view('used')}${view('other')}labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}]
feature_services: [{name: model, features: ["used:spend"]}]
`,
    );
    expect(await workbench.open({ kind: 'folder', path: real.folder })).toBe(true);
    const before = { times: workbench.opened, view: workbench.snapshot!.views[0] };
    expect(workbench.snapshot?.views[1]).toMatchObject({ name: 'other', opened: false, rows: null });
    await Promise.all([workbench.look('other'), workbench.look('other'), workbench.look('used')]);
    expect(workbench.snapshot?.views[1]).toMatchObject({ name: 'other', opened: true, rows: 1 });
    expect({ times: workbench.opened, view: workbench.snapshot!.views[0] }).toEqual(before);
    expect(await workbench.open((await workbench.start()).start)).toBe(true);
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
