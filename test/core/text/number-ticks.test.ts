import { expect, it } from 'vitest';
import { logTicks } from '../../../core/text/number-ticks.ts';

it('are round numbers on a scale by factors, powers of ten alone where there are many', () => {
  expect(logTicks(0.13, 9, 6)).toEqual([0.2, 0.5, 1, 2, 5]);
  expect(logTicks(0.13, 9000, 6)).toEqual([1, 10, 100, 1000]);
  expect(logTicks(3, 4, 6)).toEqual([3, 3.2, 3.4, 3.6, 3.8, 4]);
  expect(logTicks(0.001, 0.001, 6)).toEqual([0.001]);
});
