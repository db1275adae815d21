import { describe, expect, it } from 'vitest';
import { allOf, bytes, count, ended, inflation, percent, plural, took } from '../../../core/text/figures.ts';

describe('numbers as they are shown', () => {
  it('groups counts and bends their nouns', () => {
    expect([count(1234567), plural(1, 'row'), plural(2000, 'row')]).toEqual(['1,234,567', '1 row', '2,000 rows']);
  });

  it('says all of one, of two and of many', () => {
    expect([1, 2, 1200].map((n) => allOf(n, 'row'))).toEqual(['the one row', 'both rows', 'all 1,200 rows']);
    expect(allOf(2, 'entity', 'entities')).toBe('both entities');
  });

  it('ends a sentence once', () => {
    expect(['no answer', 'is it running?', 'Done.', 'and so on…'].map(ended)).toEqual([
      'no answer.',
      'is it running?',
      'Done.',
      'and so on…',
    ]);
  });

  it('writes sizes in powers of 1000, never as 1000 of a unit', () => {
    expect([0, 999, 999.6, 1500, 999_949, 99_960, 1.2e9].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.5 kB',
      '1.0 MB',
      '100 kB',
      '1.2 GB',
    ]);
  });

  it('says how long something took in the unit it is felt in', () => {
    expect([0, 0.084, 0.9996, 2.44, 42.4, 240].map(took)).toEqual(['1 ms', '84 ms', '1.0 s', '2.4 s', '42 s', '4 min']);
  });

  it('never rounds a share to nothing or to all', () => {
    expect([0, 0.0001, 0.41, 0.9999, 1].map(percent)).toEqual(['0 %', '<1 %', '41 %', '>99 %', '100 %']);
  });

  it('signs a difference unless it is none', () => {
    expect([0.214, -0.03, 0.004, -0.004].map(inflation)).toEqual(['+0.21', '-0.03', '0.00', '0.00']);
  });
});
