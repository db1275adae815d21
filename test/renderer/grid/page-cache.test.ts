import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ArrowPage } from '../../../renderer/ui/grid/arrow-page.ts';
import { PageCache } from '../../../renderer/ui/grid/page-cache.ts';

const page = (rows: number): ArrowPage => ({ rows, columns: [], column: () => undefined });

/** A source that answers when it is told to. */
function slowSource(rows: number) {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const fetch = (from: number, count: number) => {
    asked.push(from);
    return new Promise<ArrowPage>((resolve) => answers.push(() => resolve(page(count))));
  };
  const answer = async () => {
    answers.shift()?.();
    await pause(0);
  };
  return { rows, fetch, asked, answer };
}

function open(rows: number, options: Partial<ConstructorParameters<typeof PageCache>[1]> = {}) {
  const source = slowSource(rows);
  let changes = 0;
  const cache = new PageCache(source, { pageSize: 100, stay: 5, changed: () => changes++, ...options });
  return { cache, source, changes: () => changes };
}

describe('a cache of pages', () => {
  it('fetches what is seen first, then what comes next in the direction of travel', async () => {
    const { cache, source } = open(1000);
    cache.want(310, 320, true);
    expect(source.asked).toEqual([300, 400]);
    await source.answer();
    expect(source.asked).toEqual([300, 400, 200]);
    expect(cache.at(310)).toMatchObject({ index: 10 });
    expect(cache.at(410)).toBeNull();
  });

  it('asks for no more rows than there are', async () => {
    const { cache, source, changes } = open(250);
    cache.want(240, 249, true);
    await source.answer();
    expect(cache.at(249)).toMatchObject({ index: 49 });
    expect(cache.at(250)).toBeNull();
    expect(changes()).toBe(1);
  });

  it('serves nobody on the way past: only where the view stays', async () => {
    const { cache, source } = open(1_000_000);
    cache.want(0, 10);
    while (source.asked.length > 0) {
      await source.answer();
      if (source.asked.length === 2) break;
    }
    const before = source.asked.length;
    for (let row = 10_000; row < 900_000; row += 10_000) cache.want(row, row + 10);
    expect(source.asked.length).toBe(before);
    await expect.poll(() => source.asked[before]).toBe(890_000);
  });

  it('forgets what was wanted longest ago', async () => {
    const { cache, source } = open(10_000, { keep: 3, atOnce: 1 });
    for (const row of [0, 100, 200, 300, 400]) {
      cache.want(row, row, true);
      await expect.poll(() => source.asked).toContain(row);
      while (!cache.at(row)) await source.answer();
    }
    expect(cache.at(0)).toBeNull();
    expect(cache.at(400)).not.toBeNull();
  });

  it('stops asking when a page cannot be had, and goes on when told to', async () => {
    let broken = true;
    const fetch = () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(page(100)));
    const cache = new PageCache({ rows: 300, fetch }, { pageSize: 100, changed: () => {} });
    cache.want(0, 10);
    await expect.poll(() => cache.failure).toBeInstanceOf(Error);
    broken = false;
    cache.retry();
    await expect.poll(() => cache.at(5)).not.toBeNull();
    expect(cache.failure).toBeNull();
  });

  it('ends its calls when it is closed', () => {
    const signals: AbortSignal[] = [];
    const fetch = (_from: number, _count: number, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<ArrowPage>(() => {});
    };
    const cache = new PageCache({ rows: 300, fetch }, { pageSize: 100, changed: () => {} });
    cache.want(0, 10);
    cache.close();
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });
});
