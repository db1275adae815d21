import { expect, it } from 'vitest';
import { worstFirst } from '../../../core/skew/worst-first.ts';

it('puts the feature that matches least first, then what was not or hardly compared, before what is as it should be', () => {
  const of = (feature: string, pairs: number, equal: number, more = {}) => {
    return {
      feature,
      entities: 10,
      pairs,
      equal,
      close: 0,
      nulls: 0,
      match_rate: pairs ? equal / pairs : null,
      ...more,
    };
  };
  const features = [
    of('right', 10, 10),
    of('most', 10, 9),
    of('none', 0, 0),
    of('few', 4, 4),
    of('nulls', 10, 10, { nulls: 10, match_rate: null }),
    of('some', 10, 1),
    of('wrong', 10, 0),
  ];
  const sorted = worstFirst({ features: features as Parameters<typeof worstFirst>[0]['features'] });
  expect(sorted.map(({ feature }) => feature)).toEqual(['wrong', 'some', 'most', 'none', 'few', 'nulls', 'right']);
});
