import { describe, expect, it } from 'vitest';
import { duplicatesFound, leaksFound, type CellFinding } from '../../../../renderer/cells/catalog/findings.ts';

const said = { at: 1, old: null };
const leakage = (
  where: string,
  rate: number | null,
  ...features: [view: string, feature: string, leaked: number, rate: number | null][]
): CellFinding => ({
  ...said,
  kind: 'leakage',
  where,
  report: {
    rows: 10,
    leak_rate: rate,
    features: features.map(([view, feature, leaked_rows, leak_rate]) => ({ view, feature, leaked_rows, leak_rate })),
  },
});
const duplicates = (where: string, views: string[]): CellFinding => ({
  ...said,
  kind: 'duplicates',
  where,
  report: {
    groups: [{ join_keys: ['id'], views, features: 3, entities: 5, of: 5 }],
    skipped: views.includes('v') ? [{ feature: 'v:empty', why: 'no value' }] : [],
    pairs: [{ a: 'v:age', b: 'w:years', relation: 'equal', keep: 'b', why: 'its rows are 2 days newer' }],
  },
});

describe('what answers have found', () => {
  const all = [
    leakage('calm', 0, ['v', 'age', 0, 0]),
    leakage('empty', null, ['v', 'age', 0, null]),
    leakage('spring', 0.3, ['v', 'age', 3, 0.3], ['v', 'tier', 1, 0.1]),
    leakage('other', 0.9, ['w', 'years', 9, 0.9]),
    duplicates('twins', ['v', 'w']),
    duplicates('elsewhere', ['x']),
  ];

  it('is leaks of a feature and of a view, the worst first; who did not look at it tells nothing', () => {
    const of = (view: string, feature: string | null) =>
      leaksFound(all, view, feature).map(({ where, leaked }) => [where, leaked]);
    expect(of('v', 'age')).toEqual([
      ['spring', 3],
      ['calm', 0],
      ['empty', null],
    ]);
    expect(of('v', 'tier')).toEqual([['spring', 1]]);
    expect(of('w', null)).toEqual([['other', 9]]);
    expect(of('x', null)).toEqual([]);
  });

  it('is the other of a pair, with which to keep, for both of them', () => {
    expect(duplicatesFound(all, 'v:age', 'v')).toMatchObject([
      { where: 'twins', compared: 3, others: [{ name: 'w:years', isKept: false, why: 'its rows are 2 days newer' }] },
    ]);
    expect(duplicatesFound(all, 'w:years', 'w')).toMatchObject([{ others: [{ name: 'v:age', isKept: true }] }]);
  });

  it('is nothing only of what was compared', () => {
    expect(duplicatesFound(all, 'v:tier', 'v')).toMatchObject([{ compared: 3, others: [] }]);
    expect(duplicatesFound(all, 'v:empty', 'v')).toMatchObject([{ compared: 'no value', others: [] }]);
    expect(duplicatesFound(all, 'y:age', 'y')).toEqual([]);
  });
});
