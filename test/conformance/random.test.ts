import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { bindRows } from '../support/bind-rows.ts';
import { engines } from '../support/engines.ts';
import { expectOracle } from '../support/join-oracle.ts';
import { manyRandomJoins, randomJoin } from '../support/random-join.ts';

/** How much each engine is asked: the page's is slower, and what is wrong in the SQL shows in either. */
const shares: Record<string, { single: number; batches: number }> = {
  'DuckDB native': { single: 12, batches: 2 },
  'DuckDB-Wasm': { single: 5, batches: 1 },
};

describe.each(engines)('the joins and the leakage report agree with a slow oracle, on $name', ({ name, open }) => {
  const share = shares[name]!;
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open());
  });
  afterAll(() => close());

  it(`on ${share.single} random joins, one at a time`, async () => {
    const alone = await open({ threads: 1 });
    onTestFinished(() => alone.close());
    for (let seed = 1; seed <= share.single; seed++) {
      const { labels, views, types } = randomJoin(seed);
      const plan = await bindRows(alone.engine, labels, views, types);
      await expectOracle(alone.engine, plan, labels, views, `seed ${seed}`);
    }
  });

  // A test each: a busy machine may need minutes for all of them.
  const begins = Array.from({ length: share.batches }, (_, i) => 1000 + i * 200);
  it.each(begins)('on two hundred random joins at a time, from seed %i', async (from) => {
    const { labels, views, types } = manyRandomJoins(Array.from({ length: 200 }, (_, i) => from + i));
    await expectOracle(engine, await bindRows(engine, labels, views, types), labels, views, `seeds from ${from}`);
  });
});
