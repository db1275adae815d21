import { expect, it } from 'vitest';
import { binomial, seededRandom } from '../../../core/drift/chance.ts';

it.each([
  ...[[5, 0.3] as const, [580, 0.965] as const, [1000, 0.001] as const, [40, 0.5] as const],
  ...[[1, 0.5] as const, [20, 0.999] as const, [5000, 0.4] as const],
])('deals of %i things as many as each falls with %d, and spreads as chance does', (count, share) => {
  const deal = binomial(count, share, seededRandom(7));
  const dealt = Array.from({ length: 40_000 }, deal);
  const mean = dealt.reduce((sum, n) => sum + n, 0) / dealt.length;
  const variance = dealt.reduce((sum, n) => sum + (n - mean) ** 2, 0) / dealt.length;
  const right = count * share * (1 - share);
  // Five standard errors.
  expect(Math.abs(mean - count * share)).toBeLessThan(5 * Math.sqrt(right / dealt.length));
  expect(Math.abs(variance / right - 1)).toBeLessThan(0.12);
  expect(dealt.every((n) => n >= 0 && n <= count)).toBe(true);
});
