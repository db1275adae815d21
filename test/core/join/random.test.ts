import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { bindRows } from '../../support/bind-rows.ts';
import { expectOracle } from '../../support/join-oracle.ts';
import { manyRandomJoins, randomJoin } from '../../support/random-join.ts';

describe('the joins and the leakage report agree with a slow oracle', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  it('on 150 random joins, one at a time', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { labels, views, types } = randomJoin(seed);
      await expectOracle(engine, await bindRows(engine, labels, views, types), labels, views, `seed ${seed}`);
    }
  });

  it('on 2,000 random joins, forty at a time', { timeout: 120_000 }, async () => {
    for (let from = 1000; from < 3000; from += 40) {
      const { labels, views, types } = manyRandomJoins(Array.from({ length: 40 }, (_, i) => from + i));
      await expectOracle(engine, await bindRows(engine, labels, views, types), labels, views, `seeds from ${from}`);
    }
  });
});
