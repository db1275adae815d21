import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import { runJoin } from '../../../core/join/join.ts';
import type { NaiveStrategy } from '../../../core/join/request.ts';
import type { Boundary } from '../../../core/view/moment.ts';
import { distribution } from '../../../core/leakage/distribution.ts';
import { leakageReport } from '../../../core/leakage/leakage.ts';
import { pairUp, type Pairs } from '../../../core/leakage/pairs.ts';
import { peekHistogram } from '../../../core/leakage/peek-histogram.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { bindRows } from '../../support/bind-rows.ts';
import type { OracleLabel, OracleRow } from '../../support/oracle.ts';
import { randomJoin } from '../../support/random-join.ts';

const hour = 3_600_000_000n;
const start = 1_709_251_200_000_000n;

describe('the pictures of a leak', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  async function pairs(
    labels: OracleLabel[],
    rows: OracleRow[],
    naive: NaiveStrategy,
    boundary: Boundary = 'inclusive',
  ): Promise<Pairs> {
    const view = { on: [0], rows, ttl: null, available: false, boundary, embargo: 0n };
    const plan = await bindRows(engine, labels, [view], { keys: ['INTEGER'], features: ['INTEGER', 'VARCHAR'] });
    return pairUp(engine, await runJoin(engine, plan), naive);
  }
  const label = (key: number, at: bigint, target: number | null = 0): OracleLabel => ({ keys: [key], at, target });
  const row = (key: number, t: bigint, value: number | null = 1, text = 'x'): OracleRow => ({
    keys: [key],
    t,
    c: null,
    a: null,
    values: [value, text],
  });

  it('bins every pick once, with zero an edge and the future right of it', async () => {
    for (let seed = 700; seed < 740; seed++) {
      const { labels, views, types } = randomJoin(seed);
      const plan = await bindRows(engine, labels, views, types);
      const found = await pairUp(engine, await runJoin(engine, plan), seed % 2 ? 'latest' : 'nearest');
      for (const view of plan.views.keys()) {
        const { edges, counts, rows, future } = await peekHistogram(engine, found, view);
        const zero = edges.indexOf(0n);
        const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);
        expect(edges.length, `seed ${seed}`).toBe(rows ? counts.length + 1 : 0);
        if (rows) expect(zero, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        expect(sum(counts), `seed ${seed}`).toBe(rows);
        expect(sum(counts.slice(Math.max(zero, 0))), `seed ${seed}`).toBe(future);
      }
    }
  });

  it('puts a pick at the label’s very time on its boundary’s side', async () => {
    const at = { labels: [label(1, start), label(2, start)], rows: [row(1, start), row(2, start - 5n * hour)] };
    const inclusive = await peekHistogram(engine, await pairs(at.labels, at.rows, 'latest'), 0);
    expect([inclusive.future, inclusive.edges.at(-1)]).toEqual([0, 0n]);
    const strict = await peekHistogram(engine, await pairs(at.labels, at.rows, 'latest', 'strict'), 0);
    expect([strict.future, strict.counts.at(-1), strict.edges.at(-1)! > 0n]).toEqual([1, 1, true]);
  });

  it('gives no bins where nothing was picked', async () => {
    const found = await peekHistogram(engine, await pairs([label(1, start)], [], 'latest'), 0);
    expect(found).toEqual({ view: 'view_0', hasAvailable: false, edges: [], counts: [], rows: 0, future: 0 });
  });

  it('puts both joins’ numbers in the same bins and leaves nulls out', async () => {
    const rows = [row(1, start, 0), row(1, start + hour, 24), row(2, start, null)];
    const found = await pairs([label(1, start), label(2, start)], rows, 'latest');
    const { kind, edges, naive, asof } = await distribution(engine, found, found.features[0]!);
    expect([kind, edges[0], edges.at(-1)]).toEqual(['number', 0, 24]);
    expect([asof[0], naive.at(-1), naive.concat(asof).reduce((total, n) => total + n)]).toEqual([1, 1, 2]);
  });

  it('counts the commonest texts and sums up the rest', async () => {
    const labels = Array.from({ length: 12 }, (_, i) => label(i, start));
    const rows = labels.map((_, i) => row(i, start, 1, i < 3 ? 'gold' : `tier ${i}`));
    const found = await pairs(labels, rows, 'latest');
    const { kind, labels: names, naive } = await distribution(engine, found, found.features[1]!);
    expect([kind, names[0], naive[0], names.at(-1), naive.at(-1)]).toEqual(['category', 'gold', 3, 'other', 2]);
  });

  it('has no AUC for one class, for twenty, or for text, and says so with null', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => row(i, start, i));
    const auc = async (target: (i: number) => number): Promise<unknown> => {
      const report = await leakageReport(
        engine,
        await pairs(
          rows.map((_, i) => label(i, start, target(i))),
          rows,
          'latest',
        ),
      );
      return report.features.map((feature) => feature.auc && feature.auc.asof);
    };
    expect(await auc(() => 1)).toEqual([null, null]);
    expect(await auc((i) => i)).toEqual([null, null]);
    expect(await auc((i) => (i < 10 ? 0 : 7))).toEqual([1, null]);
    expect(await auc((i) => (i < 10 ? 1 : 0))).toEqual([0, null]);
  });
});
