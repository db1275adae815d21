import { describe, expect, it } from 'vitest';
import type { FeatureSkew, SkewCause } from '../../../../core/skew/report.ts';
import { barOf } from '../../../../core/skew/pair-classes.ts';
import { sayDifference, sayExample, sayLooks, sayRate } from '../../../../renderer/cells/skew/say-skew.ts';

const example = { entity: 'id=a', at: '', class: 'mismatch', offline: '1', online: '2' } as const;
const cause = (detail: string, rows: number): SkewCause => ({ cause: 'offset', rows, detail, example });
const feature = (change: Partial<FeatureSkew>): FeatureSkew => ({
  view: 'v',
  feature: 'f',
  type: 'DOUBLE',
  entities: 10,
  pairs: 10,
  equal: 10,
  nulls: 0,
  close: 0,
  mismatch: 0,
  missing_online: 0,
  missing_offline: 0,
  stale: 0,
  ahead: 0,
  match_rate: 1,
  looks_like: [],
  examples: [],
  ...change,
});

describe('what a feature’s differences look like', () => {
  it('is no agreement where nothing, or too little, was compared', () => {
    const cases = [feature({ entities: 21 }), feature({ nulls: 10 }), feature({ pairs: 0, equal: 0 })];
    expect(cases.map((one) => sayLooks(one).detail)).toEqual([
      'compared for only 10 of 21',
      'null on both sides',
      'nothing to compare',
    ]);
    expect(sayLooks(feature({ entities: 20 })).detail).toBe('nothing differs');
    const bars = cases.map((one) => barOf(one).map(({ key, rows }) => [key, rows]));
    expect(bars).toEqual([[['equal', 10]], [['nulls', 10]], []]);
  });

  it('is the cause with its rows and an example', () => {
    expect(sayLooks(feature({ looks_like: [cause('5 hours earlier', 1)] }))).toEqual({
      causes: '5 hours earlier',
      detail: '1 row, 1 → 2',
    });
  });

  it('is every cause with its rows, where there are several', () => {
    const looks_like = [cause('rounded to 2 places', 1026), cause('stale by one run', 574)];
    expect(sayLooks(feature({ looks_like }))).toEqual({
      causes: 'rounded to 2 places; stale by one run',
      detail: '1,026 rows; 574',
    });
  });

  it.each<[Partial<FeatureSkew>, string, string]>([
    [{ mismatch: 3, examples: [example] }, 'no one pattern', '3 rows, 1 → 2'],
    [{ mismatch: 3, computed: 'windows', examples: [example] }, 'a cause was not looked for', '3 rows, 1 → 2'],
    [{ stale: 2 }, 'the online rows are older', '2 rows'],
    [{ ahead: 2 }, 'the online rows are newer', '2 rows'],
    [{ missing_online: 2 }, '', 'nothing differs but missing records'],
    [{}, '', 'nothing differs'],
    [{ pairs: 0, equal: 0, match_rate: null }, '', 'nothing to compare'],
    [{ pairs: 0, equal: 0, match_rate: null }, '', 'nothing to compare'],
  ])('says so where no cause is known: %j', (change, causes, detail) => {
    expect(sayLooks(feature(change))).toEqual({ causes, detail });
  });
});

describe('an example', () => {
  it('leaves out the day that both instants share', () => {
    expect(sayExample({ offline: '2024-06-01 08:55:31', online: '2024-06-01 03:55:31' })).toBe('08:55:31 → 03:55:31');
    expect(sayExample({ offline: '2024-06-01 02:00:00', online: '2024-05-31 21:00:00' })).toBe(
      '2024-06-01 02:00:00 → 2024-05-31 21:00:00',
    );
    expect(sayExample({ offline: null, online: '0' })).toBe('null → 0');
  });
});

describe('a difference', () => {
  it('is said in the type’s own terms', () => {
    expect(sayDifference('TIMESTAMP', -18_000)).toBe('5 h earlier');
    expect(sayDifference('DATE', 86_400)).toBe('1 d later');
    expect(sayDifference('DOUBLE', 0.005)).toBe('0.005 more');
    expect(sayDifference('BIGINT', -3)).toBe('3 less');
    expect(sayDifference('BIGINT', 0)).toBe('');
  });
});

describe('a match rate', () => {
  it('is all or nothing only where it is', () => {
    expect([1, 0.99999, 0.826, 0.00001, 0, null].map(sayRate)).toEqual([
      '100.0 %',
      '99.9 %',
      '82.6 %',
      '0.1 %',
      '0.0 %',
      '',
    ]);
  });
});
