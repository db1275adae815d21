import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../../core/time/instant.ts';
import { sayRange, sayTimestamps } from '../../../../renderer/cells/data/say-profile.ts';

const profile = {
  first: parseInstant('2024-03-01'),
  last: parseInstant('2024-06-30 23:10:04'),
  nulls: 0,
  tiedRows: 0,
  granularity: 'second',
  mixedZones: false,
};

describe('sayTimestamps', () => {
  it('says span, granularity and ties, and nothing odd where there is nothing', () => {
    expect(sayTimestamps(profile)).toEqual([
      { text: '2024-03-01 … 2024-06-30 23:10:04 UTC', odd: false },
      { text: 'whole seconds', odd: false },
      { text: 'no ties', odd: false },
    ]);
  });

  it('marks what is worth a second look', () => {
    const odd = sayTimestamps({ ...profile, nulls: 1200, tiedRows: 1, mixedZones: true }).filter((fact) => fact.odd);
    expect(odd.map((fact) => fact.text)).toEqual([
      '1 row tied with another of the same key and time',
      '1,200 without a time',
      'some times have a zone and some have none',
    ]);
  });

  it('says of a column without values that it has none, and not that it has no ties', () => {
    const none = { text: 'no row has a time', odd: true };
    expect(sayTimestamps({ ...profile, first: null, last: null })).toEqual([none]);
    expect(sayTimestamps({ ...profile, first: null, last: null, nulls: 3 })[1]!.text).toBe('3 without a time');
  });
});

describe('sayRange', () => {
  it('says one value once, and nothing of an empty column', () => {
    expect(sayRange({ min: 'a', max: 'z' })).toBe('a … z');
    expect(sayRange({ min: '5', max: '5' })).toBe('5');
    expect(sayRange({ min: null, max: null })).toBe('');
  });
});
