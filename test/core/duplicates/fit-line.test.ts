import { describe, expect, it } from 'vitest';
import { directionOf, fitLine } from '../../../core/duplicates/fit-line.ts';

const xs = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);

describe('a line', () => {
  it('is found whatever some of the points are, with round numbers where these fit', () => {
    const ys = xs.map((x, i) => (i % 10 === 0 ? 1e6 : 1.8 * x + 32));
    expect(fitLine(xs, ys, 1e-9)).toEqual({ factor: 1.8, shift: 32 });
    expect(
      fitLine(
        xs,
        xs.map((x) => -x / 3),
        1e-9,
      )!.factor,
    ).toBeCloseTo(-1 / 3, 12);
  });

  it('is found where nearly all points are one', () => {
    const few = xs.map((x) => (x < 90 ? 0 : x));
    expect(
      fitLine(
        few,
        few.map((x) => 100 * x),
        1e-9,
      ),
    ).toEqual({ factor: 100, shift: 0 });
  });

  it('is not there over one value, or none', () => {
    expect(fitLine([4, 4, 4], [1, 2, 3], 1e-9)).toBeNull();
    expect(fitLine([], [], 1e-9)).toBeNull();
  });
});

describe('the direction of points', () => {
  it('is up or down where all are, ties among them, and else none', () => {
    expect(
      directionOf(
        xs,
        xs.map((x) => Math.floor(x / 2)),
      ),
    ).toBe(1);
    expect(
      directionOf(
        xs,
        xs.map((x) => 1 / (x + 1)),
      ),
    ).toBe(-1);
    expect(
      directionOf(
        xs,
        xs.map((x) => (x === 50 ? 0 : x)),
      ),
    ).toBe(0);
    expect(directionOf([1, 1], [2, 3])).toBe(0);
    expect(directionOf([0, 0, 1, 1], [0, 1, 0, 1])).toBe(0);
  });
});
