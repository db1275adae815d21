import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { leakage } from '../../../core/question/leakage.ts';
import type { Leakage } from '../../../renderer/cells/leakage/leakage.svelte.ts';
import type { OpenCell } from '../../../renderer/state/cell.svelte.ts';
import type { OpenNotebook } from '../../../renderer/state/notebook.svelte.ts';
import { bareLesson } from '../../support/bare-lesson.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

describe('the notebook of the first lesson', () => {
  let real: RealWorkbench;
  let notebook: OpenNotebook;
  beforeAll(async () => {
    real = await openRealWorkbench();
    notebook = real.notebook;
  });
  beforeEach(async () => {
    localStorage.clear();
    await real.workbench.open({ kind: 'folder', path: bareLesson('three-rows') });
  });
  afterAll(() => real?.close());

  const ids = () => notebook.cells.map(({ id }) => id);
  const first = () => notebook.nearest('leakage') as unknown as OpenCell<typeof leakage, Leakage>;

  it('has two leakage cells with questions and answers of their own', async () => {
    const one = first();
    await one.show();
    const answered = one.state.run.value;
    const two = notebook.edits.duplicate(one) as unknown as typeof one;
    two.ask({ naive: 'event-time', options: { ttl: false } });
    await two.show();
    expect([one.title, two.title]).toEqual(['leakage', 'leakage 2']);
    expect([one.question.naive, one.question.options.ttl]).toEqual(['latest', true]);
    expect(two.state.run.value?.report.naive).toBe('event-time');
    expect(one.state.run.value).toBe(answered);
    notebook.edits.remove(two);
    await one.state.machine.move('next-label');
    expect(one.state.machine.timeline?.label.row).toBe(0);
  });

  it('asks once of what has not changed, however often it is shown', async () => {
    const cell = first();
    await cell.show();
    const answered = cell.state.run.value;
    expect(cell.show()).toBeUndefined();
    expect([cell.state.run.value, cell.state.run.state.status]).toEqual([answered, 'done']);
  });

  it('runs all, and nothing again by itself where that is switched off', async () => {
    const one = first();
    await notebook.runs.runAll();
    expect(one.status?.status).toBe('done');
    notebook.runs.repeats = false;
    one.ask({ naive: 'event-time' });
    await one.show();
    expect(one.status).toEqual({ status: 'stale', because: 'the cell changed' });
    await notebook.runs.runStale();
    expect([one.status?.status, one.state.run.value?.report.naive]).toEqual(['done', 'event-time']);
    notebook.runs.repeats = true;
  });

  it('asks nothing a second time that runs already, or waits for its turn', async () => {
    const asked = ['leakage', 'training-set'].map((kind) => notebook.nearest(kind)!);
    const running = first().show();
    expect(first().status?.status).toBe('running');
    await Promise.all([notebook.runs.runStale(), notebook.runs.runStale(), notebook.runs.runAll(), running]);
    expect(asked.map(({ status, version }) => [status?.status, version])).toEqual(asked.map(() => ['done', '1']));
    expect(notebook.runs.underWay).toEqual([]);
  });

  it('answers again what was slow where its form was used, and leaves it stale where it is written otherwise', async () => {
    const one = first();
    await one.show();
    const { fast } = notebook.runs;
    notebook.runs.fast = -1;
    one.ask({ naive: 'nearest' });
    await one.show();
    expect([one.status?.status, one.state.run.value?.report.naive]).toEqual(['done', 'nearest']);
    notebook.edits.set(one, 'naive', 'same-day');
    await first().show();
    expect(first().question.naive).toBe('same-day');
    expect(first().status).toEqual({ status: 'stale', because: 'the cell changed' });
    notebook.runs.fast = fast;
    await first().show();
    expect(first().status?.status).toBe('done');
  });

  it('goes on in the next cell after one is deleted, else in the one before, else nowhere', () => {
    const [, second] = notebook.cells;
    expect(notebook.edits.remove(notebook.cells[0]!)).toBe(second);
    while (notebook.cells.length > 1) notebook.edits.remove(notebook.cells[0]!);
    const last = notebook.cells[0]!;
    const behind = notebook.add(last.kind, 1)!;
    expect(notebook.edits.remove(behind)).toBe(last);
    expect(notebook.edits.remove(last)).toBeNull();
    expect(notebook.subject).toBeNull();
  });

  it('keeps its cells as text, and makes them from it again', () => {
    first().ask({ naive: 'nearest' });
    notebook.edits.move(notebook.cells[0]!, 1);
    const asked = () => notebook.cells.map(({ question }) => question);
    const [before, order, { text }] = [asked(), ids(), notebook.file];
    expect(text).toContain('naive: nearest');
    for (const cell of notebook.cells) notebook.edits.remove(cell);
    expect(notebook.cells).toEqual([]);
    notebook.edits.paste(text.slice(text.indexOf('```')), 0);
    expect([asked(), ids()]).toEqual([before, order]);
  });

  it('is as it was left where its workspace is opened again, and that can be undone', async () => {
    const before = notebook.file.text;
    notebook.edits.remove(notebook.cells[0]!);
    const { text } = notebook.file;
    await real.workbench.open({ kind: 'folder', path: bareLesson('churn') });
    expect(notebook.file.text).not.toBe(text);
    await real.workbench.open({ kind: 'folder', path: bareLesson('three-rows') });
    expect(notebook.file.text).toBe(text);
    notebook.file.undo();
    expect(notebook.file.text).toBe(before);
  });

  it('changes labels and features where the same is asked, and there alone', () => {
    const one = first();
    const two = notebook.edits.duplicate(one)!;
    two.ask({ features: [] });
    const features = [{ view: 'elsewhere', feature: 'x' }];
    notebook.ask({ features });
    expect([one.question.features, two.question.features]).toEqual([features, []]);
    expect(notebook.nearest('training-set')?.question.features).toEqual(features);
  });

  it('knows who uses whom also where it is opened once more', async () => {
    const cells = [
      'asof leakage\nas: spring\nlabels: labels\nfeatures: logins_v1',
      'asof check\nthat: spring.rows > 0',
    ];
    const { root } = real.workbench.snapshot!;
    await writeFile(join(root!, 'two.md'), cells.map((cell) => `\`\`\`${cell}\n\`\`\`\n`).join('\n'));
    for (let time = 0; time < 2; time++) {
      await notebook.open('two.md');
      const [spring, check] = notebook.cells;
      await check!.show();
      expect(check!.uses).toEqual([spring]);
    }
  });

  it('makes a cell one of another kind: what both ask, its name and its comments stay as they are written', async () => {
    const leakage = [
      '```asof leakage',
      'as: spring # the one we look at',
      'labels: labels',
      '# all of them',
      'features: ["logins_v1:*"]',
      'naive: nearest',
      'boundary: strict',
      '```',
      '',
    ];
    await writeFile(join(real.workbench.snapshot!.root!, 'turned.md'), leakage.join('\n'));
    await notebook.open('turned.md');
    const kind = notebook.turnsTo(notebook.cells[0]!).find((one) => one.kind === 'training-set')!;
    expect(notebook.turn(notebook.cells[0]!, kind)).toBe(true);
    const turned = leakage.filter((line) => line !== 'naive: nearest').join('\n');
    expect(notebook.file.text).toBe(turned.replace('asof leakage', 'asof training-set'));
    expect(notebook.cells[0]!.name).toBe('spring');
  });
});
