import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, putShop, statsCsv, type Bench } from './setup.ts';

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

const ask = () => shop.host.call('leakage', snapshot.question!);

describe('what the workbench holds', () => {
  it('is let go when a result is released; then its rows are stale', async () => {
    const { result } = await ask();
    const { arrangement } = await shop.host.call('arrange', { result, filter: 'leaked', sort: { by: 'peek' } });
    expect(await shop.held()).toBeGreaterThan(before);
    expect(await shop.host.call('release', { result })).toBeNull();
    expect(await shop.held()).toBe(before);
    await expect(shop.host.call('page', { arrangement, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'stale_result',
    });
    expect(await shop.host.call('release', { result })).toBeNull();
  });

  it('is bounded: the result that was used least lately goes first', async () => {
    const first = await ask();
    const second = await ask();
    for (let i = 0; i < 6; i++) await ask();
    const full = await shop.held();
    await shop.host.call('neighbour', { result: first.result, row: 0, move: 'next-leak' });
    await ask();
    expect(await shop.held()).toBe(full);
    await shop.host.call('neighbour', { result: first.result, row: 0, move: 'next-leak' });
    await expect(
      shop.host.call('neighbour', { result: second.result, row: 0, move: 'next-leak' }),
    ).rejects.toMatchObject({ code: 'stale_result' });
  });

  it('keeps a few orders of one result', async () => {
    const { result } = await ask();
    const base = await shop.held();
    const made = [];
    for (let i = 0; i < 9; i++)
      made.push(await shop.host.call('arrange', { result, filter: 'all', sort: { by: 'peek' } }));
    expect(await shop.held()).toBeLessThanOrEqual(base + 6);
    await shop.host.call('page', { arrangement: made.at(-1)!.arrangement, from: 0, count: 1 });
    await expect(
      shop.host.call('page', { arrangement: made[0]!.arrangement, from: 0, count: 1 }),
    ).rejects.toMatchObject({ code: 'stale_result' });
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
      onprogress: ({ step }) => {
        if (step.startsWith('joining') && !changed) {
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
      onprogress: ({ step }) => {
        if (step.startsWith(when)) control.abort();
      },
    });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => shop.held()).toBe(before);
  });
});

describe('progress', () => {
  it('always names a step in words', async () => {
    const steps = new Set<string>();
    await shop.host.call('leakage', snapshot.question!, { onprogress: ({ step }) => steps.add(step) });
    expect([...steps]).toEqual(expect.arrayContaining(['reading churn', 'joining stats_v1', 'comparing both joins']));
    expect(steps).not.toContain('running');
  });
});
