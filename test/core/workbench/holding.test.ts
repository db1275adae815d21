import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayStep } from '../../../core/engine/step.ts';
import type { Owned } from '../../../core/results/results.ts';
import type { LeakageAnswer, WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, putShop, rowsOf, statsCsv, type Bench } from './setup.ts';

let opened: Opened;
let shop: Bench;
let snapshot: WorkspaceSnapshot;
let before: number;
beforeEach(async () => {
  opened = await engines[0]!.open();
  shop = bench(opened);
  await putShop(shop);
  snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
  before = await shop.held();
});
afterEach(() => opened.close());

const ask = (owned: Owned = {}) => shop.host.call('leakage', { ...snapshot.question!, ...owned });
const leakAfter = ({ result }: LeakageAnswer) => shop.host.call('neighbour', { result, row: 0, move: 'next-leak' });
const leaked = { filter: 'leaked', sort: { by: 'peek' } };

describe('what the workbench holds', () => {
  it('is let go when its owner is; then its rows are stale', async () => {
    const arranged = { result: (await ask({ owner: 'cell' })).result, ...leaked };
    await shop.host.call('arrange', arranged);
    expect(await shop.held()).toBeGreaterThan(before);
    expect(await shop.host.call('release', { owner: 'cell' })).toBeNull();
    expect(await shop.held()).toBe(before);
    await expect(shop.host.call('page', { ...arranged, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'stale_result',
    });
    expect(await shop.host.call('release', { owner: 'cell' })).toBeNull();
  });

  it('is of each owner the newest answer and the one before', async () => {
    const [first, second] = [await ask({ owner: 'cell' }), await ask({ owner: 'cell' })];
    const full = await shop.held();
    const third = await ask({ owner: 'cell' });
    expect(await shop.held()).toBe(full);
    await expect(leakAfter(first)).rejects.toMatchObject({ code: 'stale_result' });
    expect([await leakAfter(second), await leakAfter(third)]).toEqual([{ row: 2 }, { row: 2 }]);
  });

  it('is not bounded in number: twelve owners at once can all be read', async () => {
    const owners = Array.from({ length: 12 }, (_, i) => `cell-${i}`);
    const answers: LeakageAnswer[] = [];
    for (const owner of owners) answers.push(await ask({ owner }));
    for (const { result } of answers) {
      const page = rowsOf(await shop.host.call('page', { result, ...leaked, from: 0, count: 10 }));
      expect(page.map((row) => row.label_row)).toEqual([0, 2, 3]);
    }
  });

  it('is all let go when the page is gone', async () => {
    await ask();
    const { naive: _, ...request } = snapshot.question!;
    await shop.host.call('trainingSet', request);
    await shop.closeWorkbench();
    expect(await shop.held()).toBe(before);
  });

  it('has ids that another process does not give', async () => {
    const other = bench(opened);
    await putShop(other);
    const { question } = await other.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
    const [a, b] = [await ask(), await other.host.call('leakage', question!)];
    expect(a.result).not.toBe(b.result);
  });
});

describe('a file that changes while it is read', () => {
  it('is said, and nothing is held', async () => {
    let changed = false;
    const asked = shop.host.call('leakage', snapshot.question!, {
      onprogress: ({ phase }) => {
        if (phase === 'joining' && !changed) {
          changed = true;
          void shop.put('shop/stats.csv', `${statsCsv}a,2024-03-02,11,basic\n`);
        }
      },
    });
    await expect(asked).rejects.toMatchObject({ code: 'file_changed' });
    expect(await shop.held()).toBe(before);
    expect((await ask()).report.rows).toBe(5);
  });
});

describe('a call that is cancelled', () => {
  it.each(['reading', 'joining', 'comparing', 'measuring'])('while it is %s holds nothing', async (when) => {
    const control = new AbortController();
    const asked = shop.host.call('leakage', snapshot.question!, {
      signal: control.signal,
      onprogress: ({ phase }) => {
        if (phase === when) control.abort();
      },
    });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => shop.held()).toBe(before);
  });
});

describe('progress', () => {
  it('always names a step in words', async () => {
    const steps = new Set<string>();
    await shop.host.call('leakage', snapshot.question!, { onprogress: (progress) => steps.add(sayStep(progress)) });
    expect([...steps]).toEqual(expect.arrayContaining(['reading churn', 'joining stats_v1', 'comparing both joins']));
    expect(steps).not.toContain('running');
  });
});
