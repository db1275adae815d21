import { expect, it } from 'vitest';
import { worstFirst } from '../../../core/skew/worst-first.ts';

it('puts the feature that matches least first, then what was not compared, before what is as it should be', () => {
  const rates = [1, 0.9, null, 0.1, 0].map((match_rate, i) => ({ feature: String(i), match_rate }));
  const sorted = worstFirst({ features: rates as Parameters<typeof worstFirst>[0]['features'] });
  expect(sorted.map(({ feature }) => feature)).toEqual(['4', '3', '1', '2', '0']);
});
