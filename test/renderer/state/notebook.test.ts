import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { leakage } from '../../../core/question/leakage.ts';
import type { Leakage } from '../../../renderer/cells/leakage/leakage.svelte.ts';
import type { Cell } from '../../../renderer/state/cell.svelte.ts';
import type { Notebook } from '../../../renderer/state/notebook.svelte.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

describe('the notebook of the first lesson', () => {
  let real: RealWorkbench;
  let notebook: Notebook;
  beforeAll(async () => {
    real = await openRealWorkbench();
    notebook = real.notebook;
  });
  beforeEach(() => real.workbench.open({ kind: 'lesson', id: 'three-rows' }));
  afterAll(() => real?.close());

  const ids = () => notebook.cells.map(({ id }) => id);
  const first = () => notebook.nearest('leakage') as unknown as Cell<typeof leakage, Leakage>;

  it('has two leakage cells with questions and answers of their own', async () => {
    const one = first();
    await one.show();
    const answered = one.state.run.value;
    const two = notebook.duplicate(one) as unknown as typeof one;
    two.ask({ naive: 'event-time', options: { ttl: false } });
    await two.show();
    expect([one.title, two.title]).toEqual(['leakage', 'leakage 2']);
    expect([one.question.naive, one.question.options.ttl]).toEqual(['latest', true]);
    expect(two.state.run.value?.report.naive).toBe('event-time');
    expect(one.state.run.value).toBe(answered);
    notebook.remove(two);
    await one.state.machine.move('next-label');
    expect(one.state.machine.timeline?.label.row).toBe(0);
  });

  it('asks once of what has not changed, however often it is shown', async () => {
    const cell = first();
    await cell.show();
    const answered = cell.state.run.value;
    expect(cell.show()).toBeUndefined();
    expect([cell.state.run.value, cell.state.status.status]).toEqual([answered, 'done']);
  });

  it('goes on in the next cell after one is deleted, else in the one before, else nowhere', () => {
    const [, second] = notebook.cells;
    expect(notebook.remove(notebook.cells[0]!)).toBe(second);
    while (notebook.cells.length > 1) notebook.remove(notebook.cells[0]!);
    const last = notebook.cells[0]!;
    const behind = notebook.add(last.kind, 1)!;
    expect(notebook.remove(behind)).toBe(last);
    expect(notebook.remove(last)).toBeNull();
    expect(notebook.subject).toBeNull();
  });

  it('keeps its cells as text, and makes them from it again', () => {
    first().ask({ naive: 'nearest' });
    notebook.move(notebook.cells[0]!, 1);
    const asked = () => notebook.cells.map(({ question }) => question);
    const [before, order, { text }] = [asked(), ids(), notebook.file];
    expect(text).toContain('naive: nearest');
    for (const cell of notebook.cells) notebook.remove(cell);
    expect(notebook.cells).toEqual([]);
    notebook.paste(text.slice(text.indexOf('```')), 0);
    expect([asked(), ids()]).toEqual([before, order]);
  });

  it('changes labels and features where the same is asked, and there alone', () => {
    const one = first();
    const two = notebook.duplicate(one)!;
    two.ask({ features: [] });
    const features = [{ view: 'elsewhere', feature: 'x' }];
    notebook.ask({ features });
    expect([one.question.features, two.question.features]).toEqual([features, []]);
    expect(notebook.nearest('training-set')?.question.features).toEqual(features);
  });
});
