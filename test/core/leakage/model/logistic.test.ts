import { describe, expect, it } from 'vitest';
import { drawFrom } from '../../../../core/leakage/model/draw.ts';
import { learnEncoder } from '../../../../core/leakage/model/encode.ts';
import { fit, scores } from '../../../../core/leakage/model/logistic.ts';
import { bootstrap, rankArea } from '../../../../core/leakage/model/roc.ts';
import { partRows } from '../../../../core/leakage/model/split.ts';

const x = [-1.2, 0.5, 1.1, -0.4, 0.2, 1.7, -0.9, 0, -1.5, 0.5];
const z = [0.3, -0.7, 1.4, 0.9, -1.5, 0.1, -1.1, 0.6, 1, -1];
const columns = [x, z].map((values) => Float64Array.from(values));
const rows = Int32Array.from(x.keys());
const noPause = () => Promise.resolve();

describe('a logistic regression', () => {
  // scikit-learn 1.7, LogisticRegression(C=1.0, tol=1e-12).
  it.each([
    { of: 'mixed classes', positive: [0, 0, 1, 1, 0, 1, 0, 1, 0, 1], weights: [0.062147, 1.05214178, 0.7635258] },
    { of: 'classes apart', positive: x.map((v) => Number(v > 0.1)), weights: [-0.05605819, 1.4313467, -0.54870666] },
  ])('has the weights of scikit-learn with $of', async ({ positive, weights }) => {
    const found = await fit(columns, rows, Uint8Array.from(positive), noPause);
    for (const [j, weight] of weights.entries()) expect(found[j]).toBeCloseTo(weight, 4);
  });

  it('ranks as scikit-learn does, and learns from its rows alone', async () => {
    const positive = Uint8Array.from([0, 0, 1, 1, 0, 1, 0, 1, 0, 1]);
    const weights = await fit(columns, rows, positive, noPause);
    expect(rankArea(scores(columns, rows, weights), positive)).toBeCloseTo(0.96, 12);
    const longer = columns.map((column) => Float64Array.from([...column, 1e6]));
    expect(await fit(longer, rows, Uint8Array.from([...positive, 0]), noPause)).toEqual(weights);
  });

  it('is no more than its intercept without columns', async () => {
    const [odds] = await fit([], rows, Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]), noPause);
    expect(odds).toBeCloseTo(Math.log(0.25), 4);
  });
});

describe('an area by ranks', () => {
  it('is the share of pairs in order, ties one half, each row as often as it counts', () => {
    const draw = drawFrom(3);
    const size = 60;
    const given = Float64Array.from({ length: size }, () => Math.floor(draw() * 8));
    const positive = Uint8Array.from({ length: size }, () => Number(draw() < 0.4));
    const times = Int32Array.from({ length: size }, () => Math.floor(draw() * 3));
    let [won, pairs] = [0, 0];
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        if (positive[i] && !positive[j]) {
          const weight = times[i]! * times[j]!;
          pairs += weight;
          won += weight * (given[i]! > given[j]! ? 1 : given[i] === given[j] ? 0.5 : 0);
        }
    expect(rankArea(given, positive, times)).toBeCloseTo(won / pairs, 12);
  });

  it('is null without a class, and its interval is wider over fewer rows', () => {
    expect(rankArea(Float64Array.of(1, 2), Uint8Array.of(1, 1))).toBeNull();
    const width = (size: number): number => {
      const draw = drawFrom(5);
      const positive = Uint8Array.from({ length: size }, (_, i) => i % 2);
      const given = Float64Array.from(positive, (one) => one + 3 * draw());
      const [area] = bootstrap([given], positive, drawFrom(1));
      expect(area!.low).toBeLessThan(area!.auc);
      expect(area!.high).toBeGreaterThan(area!.auc);
      return area!.high - area!.low;
    };
    expect(width(40)).toBeGreaterThan(2 * width(400));
  });
});

describe('an encoder', () => {
  const train = Int32Array.of(0, 1, 2, 3);
  const rounded = (encoded: Float64Array[]): number[][] =>
    encoded.map((column) => Array.from(column, (n) => +n.toFixed(3)));

  it('fills numbers with the median of the training rows and marks them, on one scale', () => {
    const encode = learnEncoder(Float64Array.of(1, 3, NaN, 5, 100), train);
    const [numbers, marks] = rounded(encode(Float64Array.of(3, NaN, Infinity, 5, 1)));
    expect(numbers).toEqual([0, 0, 0, 1.414, -1.414]);
    expect(new Set(marks)).toEqual(new Set([-0.577, 1.732]));
  });

  it('marks nothing where no training row lacks a value, and leaves out what never changes', () => {
    expect(learnEncoder(Float64Array.of(1, 2, 3, 4, NaN), train)(Float64Array.of(1, NaN))).toHaveLength(1);
    expect(learnEncoder(Float64Array.of(7, 7, 7, 7, 8), train)(Float64Array.of(7, 8))).toHaveLength(0);
  });

  it('has a column for each text of the training rows, null among them', () => {
    const encode = learnEncoder(['gold', 'free', 'free', null, 'silver'], train);
    const encoded = encode(['silver', null, 'free', 'gold']);
    expect(encoded.map((column) => column.indexOf(Math.max(...column)))).toEqual([2, 3, 1]);
  });
});

it('tests the latest rows, or rows by chance, and each row once', () => {
  const { train, test } = partRows(10, 'time');
  expect([...train, ...test]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(test).toHaveLength(3);
  const drawn = partRows(1000, 'random');
  expect(new Set([...drawn.train, ...drawn.test]).size).toBe(1000);
  expect(drawn.test.filter((row) => row < 700).length).toBeGreaterThan(150);
  expect(partRows(1000, 'random')).toEqual(drawn);
});
