import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../../../core/rpc/contract.ts';
import type { LeakageAnswer, Timeline } from '../../../../core/rpc/host-api.ts';
import type { Shell } from '../../../../renderer/host/shell.ts';
import type { LeakageAsked } from '../../../../renderer/cells/leakage/leakage.svelte.ts';
import { TimeMachine } from '../../../../renderer/cells/leakage/time-machine.svelte.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';

const question: LeakageAsked = {
  service: undefined,
  model: undefined,
  target: undefined,
  labels: 'labels',
  features: [
    { view: 'stats', feature: 'spend' },
    { view: 'stats', feature: 'tickets' },
    { view: 'support', feature: 'calls' },
  ],
  naive: 'latest',
  options: { boundary: 'inclusive', ttl: true, castKeys: false, embargo: 0n },
};
const answer = (result: string, rows = 3) =>
  ({ result, report: { rows }, example: { row: 1, view: 'stats', feature: 'spend' } }) as LeakageAnswer;

/** Three rows at 10, 20 and 30; label row n stands at 12 + n. */
function timeline(view: string, row: number): Timeline {
  const names = view === 'stats' ? ['spend', 'tickets'] : ['calls'];
  return {
    view,
    label: { row, at: 12n + BigInt(row), keys: [], target: null },
    ttl: 5n,
    hasAvailable: false,
    features: names.map((name) => ({ name, type: 'BIGINT' })),
    rows: [10n, 20n, 30n].map((t, i) => ({
      t,
      c: null,
      a: null,
      order: BigInt(i),
      numbers: [i, i],
      texts: [`${i}`, `${i}`],
    })),
    totalRows: 3,
    leftOut: [],
  };
}

function open() {
  const calls: string[] = [];
  const call = (method: string, input: { row: number; view: string; move: string }) => {
    calls.push(`${method} ${input.row} ${input.view ?? input.move}`);
    if (method === 'timeline') return Promise.resolve(timeline(input.view, input.row));
    return Promise.resolve(input.row < 2 ? { row: input.row + 1 } : null);
  };
  const host = { call, state: 'connected', onstate: () => () => {}, close: () => {} } as unknown as Host;
  const workbench = new Workbench(host, { opened: () => {} } as unknown as Shell);
  return { machine: new TimeMachine({ workbench, host: workbench.host }), workbench, calls };
}

describe('the time machine', () => {
  it('begins at the row that shows the leak best', async () => {
    const { machine } = open();
    await machine.show(answer('r1'), question);
    expect(machine.standing).toEqual({ row: 1, view: 'stats', feature: 'spend' });
    expect(machine.at).toBe(13n);
    expect(machine.reading).toMatchObject({ picked: 0, naive: 2, leaks: true, peek: 17n });
  });

  it('picks anew wherever the label is dragged, asking the host nothing', async () => {
    const { machine, calls } = open();
    await machine.show(answer('r1'), question);
    const before = calls.length;
    const picks = [9n, 10n, 15n, 16n, 22n, 31n].map((at) => {
      machine.drag(at);
      flushSync();
      return [machine.reading!.picked, machine.reading!.leaks];
    });
    expect(picks).toEqual([
      [null, true],
      [0, true],
      [0, true],
      [null, true],
      [1, true],
      [2, false],
    ]);
    expect(calls.length).toBe(before);
    machine.goHome();
    expect([machine.isMoved, machine.at]).toEqual([false, 13n]);
  });

  it('draws another feature of the view at once, and of another view when its rows are here', async () => {
    const { machine, calls } = open();
    await machine.show(answer('r1'), question);
    machine.drag(25n);
    await machine.draw('stats', 'tickets');
    expect([machine.feature, machine.at, calls.length]).toEqual([1, 25n, 1]);
    await machine.draw('support', 'calls');
    expect([machine.timeline!.view, machine.feature, machine.at, calls.length]).toEqual(['support', 0, 25n, 2]);
  });

  it('goes to another label row, whose own time it then has, and says where there is none', async () => {
    const { machine, workbench } = open();
    await machine.show(answer('r1'), question);
    machine.drag(25n);
    await machine.move('next-label');
    expect([machine.standing!.row, machine.at, machine.notice]).toEqual([2, 14n, '']);
    await machine.move('next-leak');
    expect([machine.standing!.row, machine.notice]).toEqual([2, 'No further row leaks']);
    expect(workbench.activity.said).toBe('No further row leaks');
  });

  it('stays at its row when the question changes, and starts over with other labels', async () => {
    const { machine } = open();
    await machine.show(answer('r1'), question);
    await machine.move('next-label');
    machine.drag(25n);
    await machine.show(answer('r2'), { ...question, naive: 'nearest' });
    expect([machine.standing!.row, machine.at, machine.reading!.naive]).toEqual([2, 25n, 1]);
    await machine.show(answer('r3'), { ...question, labels: 'other labels' });
    expect([machine.standing!.row, machine.isMoved]).toEqual([1, false]);
  });

  it('ignores the TTL where the question does', async () => {
    const { machine } = open();
    await machine.show(answer('r1'), { ...question, options: { ...question.options, ttl: false } });
    machine.drag(19n);
    expect(machine.reading!.picked).toBe(0);
  });

  it('stands nowhere without label rows', async () => {
    const { machine } = open();
    await machine.show({ ...answer('r1', 0), example: null }, question);
    expect([machine.standing, machine.timeline, machine.reading]).toEqual([null, null, null]);
  });
});
