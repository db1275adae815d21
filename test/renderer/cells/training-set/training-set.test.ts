import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { trainingSet } from '../../../../core/question/training-set.ts';
import type { TrainingSet } from '../../../../renderer/cells/training-set/training-set.svelte.ts';
import type { OpenCell } from '../../../../renderer/state/cell.svelte.ts';
import { toExplanation } from '../../../../renderer/state/why.svelte.ts';
import { readPage } from '../../../../renderer/ui/grid/arrow-page.ts';
import { bareLesson } from '../../../support/bare-lesson.ts';
import { openRealWorkbench, type RealWorkbench } from '../../state/real-workbench.ts';

const inOrder = { filter: 'all', sort: { by: 'label' } };

describe('the training set of the churn lesson', () => {
  let real: RealWorkbench;
  let cell: OpenCell<typeof trainingSet, TrainingSet>;
  let set: TrainingSet;
  beforeAll(async () => {
    real = await openRealWorkbench();
    await real.workbench.open({ kind: 'folder', path: bareLesson('churn') });
    cell = real.notebook.nearest('training-set') as unknown as OpenCell<typeof trainingSet, TrainingSet>;
    set = cell.state;
    await cell.show();
  });
  afterAll(() => real?.close());

  it('has every label row, and coverage that adds up to them', () => {
    const { rows, coverage } = set.answer.value!;
    expect(rows).toBe(1000);
    for (const view of coverage) expect(view.matched + view.expired + view.unknown_yet + view.no_history).toBe(rows);
  });

  it('says why of a value what the join did: the pure pick is the value in the row', async () => {
    const { host, question } = { host: real.workbench.host, question: cell.question };
    const { result } = set.answer.value!;
    const page = readPage(await host.call('page', { result, ...inOrder, from: 0, count: 60 }));
    const [{ view, feature }] = question.features as [(typeof question.features)[number]];
    for (let row = 0; row < page.rows; row++) {
      const timeline = await host.call('timeline', { result, row, view });
      const why = toExplanation(timeline, { view, feature, naive: 'latest', options: question.options, at: null });
      const column = timeline.features.findIndex(({ name }) => name === feature);
      const told = why?.picked ? (why.picked.row.numbers[column] ?? null) : null;
      expect([row, told]).toEqual([row, page.column(`${view}__${feature}`)!.at(row)]);
    }
  });

  it('asks again with other columns, and lets go of the answer before the last', async () => {
    const before = set.answer.value!;
    cell.ask({ options: { withTimestamps: true, shortNames: true } });
    void cell.show();
    await expect.poll(() => set.answer.state.status).toBe('done');
    const names = set.answer.value!.columns.map((column) => column.name);
    expect(names).toContain('customer_stats_v1__event_timestamp');
    expect(names).toContain('total_spend_30d');
    await set.ask(cell.question);
    const page = real.workbench.host.call('page', { result: before.result, ...inOrder, from: 0, count: 1 });
    await expect(page).rejects.toMatchObject({ code: 'stale_result' });
  });

  it('is exported with a receipt', async () => {
    const path = join(real.folder, 'out.parquet');
    expect(await set.export(path)).toMatchObject({ path, rows: 1000 });
    expect(existsSync(path)).toBe(true);
  });

  it('leaves no file and no receipt where it cannot be written', async () => {
    expect(await set.export(join(real.folder, 'no', 'such', 'out.parquet'))).toBeNull();
    expect(set.exporting.state).toMatchObject({ status: 'failed', error: { code: 'output_unwritable' } });
    expect(set.answer.state.status).toBe('done');
  });
});
