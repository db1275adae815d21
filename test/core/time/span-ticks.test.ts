import { describe, expect, it } from 'vitest';
import { spanTicks } from '../../../core/time/span-ticks.ts';

const hour = 3_600_000_000n;
const day = 24n * hour;
const texts = (from: bigint, to: bigint, most: number) => spanTicks(from, to, most).map(({ text }) => text);

describe('marks on an axis of spans', () => {
  it.each([
    [0n, 4n * day, 6, ['0', '+1d', '+2d', '+3d', '+4d']],
    [-84n * day, 70n * day, 8, ['-80d', '-60d', '-40d', '-20d', '0', '+20d', '+40d', '+60d']],
    [0n, 4n * day + 12n * hour, 9, ['0', '+1d', '+2d', '+3d', '+4d']],
    [-47n * hour, 5n * hour, 9, ['-42h', '-36h', '-30h', '-24h', '-18h', '-12h', '-6h', '0']],
    [0n, 36n * hour, 4, ['0', '+12h', '+24h', '+36h']],
    [-90n * 60_000_000n, 30n * 60_000_000n, 5, ['-90m', '-60m', '-30m', '0', '+30m']],
    [0n, 3n, 9, ['0', '+1µs', '+2µs', '+3µs']],
    [0n, 0n, 3, ['0']],
  ])('from %s to %s, at most %s', (from, to, most, expected) => expect(texts(from, to, most)).toEqual(expected));

  it('are never more than there is room for, are round, and say exactly where they stand', () => {
    for (let span = 7n; span < 4000n * 365n * day; span *= 3n)
      for (const most of [2, 5, 9]) {
        const ticks = spanTicks(-span / 3n, span, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
        expect(ticks.some(({ at }) => at === 0n)).toBe(true);
      }
  });
});
