import { describe, expect, it } from 'vitest';
import { leadsOut } from '../../../core/model/path.ts';
import { placeIn } from '../../../core/training-set/places.ts';

describe('placeIn', () => {
  it.each([
    ['/home/ann/shop/data/a.csv', 'data/a.csv'],
    ['/home/ann/other/a.csv', 'a.csv'],
    ['/home/ann/shop-2/a.csv', 'a.csv'],
    ['data/../a.csv', 'data/../a.csv'],
    ['../bob/a.csv', 'a.csv'],
    ['data/../../bob/part-*.csv', 'part-*.csv'],
    ['orders', 'orders'],
  ])('%s is said as %s', (path, said) => {
    expect(placeIn('/home/ann/shop')(path)).toBe(said);
  });
});

describe('leadsOut', () => {
  it.each(['..', 'a/../..', './../a', '**/../a', 'a\\..\\..\\b', '/shop/../etc/a', '/etc/a', 'C:\\a', '/shopping/a'])(
    '%s leads out of /shop',
    (path) => {
      expect(leadsOut(path, '/shop')).toBe(true);
    },
  );

  it.each(['a', 'a/../b', 'a/b/../../c', '..a/b', 'a..b', '/shop/a', '/shop/a/../b', ''])('%s does not', (path) => {
    expect(leadsOut(path, '/shop')).toBe(false);
    expect(leadsOut(path, '/shop/')).toBe(false);
  });
});
