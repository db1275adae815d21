import { expect, it } from 'vitest';
import type { OpenCell } from '../../../renderer/state/cell.svelte.ts';
import { Queue } from '../../../renderer/state/queue.ts';

/** Cells that only say when they run, each for a moment, and a queue of them in their order. */
function queueOf(...names: string[]) {
  const performed: string[] = [];
  const cells = names.map((name) => {
    const cell = {
      uses: [],
      kind: {},
      queued: false,
      perform: () => Promise.resolve().then(() => void performed.push(name)),
    };
    return cell as unknown as OpenCell;
  });
  return { cells, performed, queue: new Queue(() => cells) };
}

it('runs a cell that was taken out and asked for again while another runs', async () => {
  const { cells, performed, queue } = queueOf('one', 'two');
  const all = queue.add(cells);
  cells[1]!.queued = false;
  void queue.add([cells[1]!]);
  expect(cells[1]!.queued).toBe(true);
  await all;
  expect(performed).toEqual(['one', 'two']);
});

it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'runs what is asked for %i steps after, also just when it has ended',
  async (steps) => {
    const { cells, performed, queue } = queueOf('one', 'two');
    void queue.add([cells[0]!]);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await queue.add([cells[1]!]);
    expect([performed, cells[1]!.queued]).toEqual([['one', 'two'], false]);
  },
);

it('has nothing to wait for where nothing is asked for', async () => {
  const { queue, cells, performed } = queueOf('one');
  await queue.add([]);
  await queue.add(cells);
  expect(performed).toEqual(['one']);
});
