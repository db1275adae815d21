import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../../core/node/online/embedded.ts';
import type { OnlineStore } from '../../../../core/online/online-store.ts';
import { finishedRun, permit } from '../../../support/put-records.ts';

const schema = {
  keys: [{ name: 'id', type: 'BIGINT' }],
  features: [{ name: 'x', type: 'DOUBLE' }],
};

describe('a sample of the embedded store', () => {
  let root: string;
  let store: OnlineStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'asof-spread-'));
    store = openEmbedded(root);
  });
  afterEach(async () => {
    await store.close();
    await rm(root, { recursive: true });
  });

  /** Of so many records, whose last run says that it met so many entities. */
  async function sampleOf(records: number, said: number | null, most: number): Promise<number[]> {
    const writer = await store.begin({ project: 'p', view: 'v', schema, written: 0n }, permit);
    const entity = (i: number) => `id=${String(i).padStart(5, '0')}`;
    await writer.put(
      Array.from({ length: records }, (_, i) => ({ entity: entity(i), t: BigInt(i), c: null, values: [i] })),
    );
    if (said !== null) await writer.finish(finishedRun(1n, { entities: said }));
    const [names] = await store.sample('p', ['v'], most);
    return names!.map((name) => Number(name.slice(3)));
  }

  const gapsOf = (found: number[]): Set<number> => new Set(found.slice(1).map((one, i) => one - found[i]!));

  it('is as many as were asked for, at one distance, where the last run told how many there are', async () => {
    const found = await sampleOf(5000, 5000, 100);
    expect([found.length, [...gapsOf(found)]]).toEqual([100, [50]]);
  });

  it.each([null, 0, 7, 900])('is at one distance from the first to the last where it said %s', async (said) => {
    const found = await sampleOf(5000, said, 100);
    expect([found.length > 50 && found.length <= 100, gapsOf(found).size]).toEqual([true, 1]);
    expect(found.at(-1)).toBeGreaterThan(4900 - 100);
  });

  it('is all there is, where most of what a run met is gone', async () => {
    expect(await sampleOf(60, 1_000_000, 100)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    await store.forgetView('p', 'v', permit);
    expect(await sampleOf(0, 1_000_000, 100)).toEqual([]);
  });
});
