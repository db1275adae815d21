import { describe, expect, it } from 'vitest';
import { alignNumber, decimalsOf, formatNumber } from '../../../renderer/ui/grid/cell-text.ts';

describe('numbers in cells', () => {
  it('have at most six significant digits and no needless ones', () => {
    expect([372, 372.5, 0.1 + 0.2, 1 / 3, 123456.789, -0.00012].map(formatNumber)).toEqual([
      '372',
      '372.5',
      '0.3',
      '0.333333',
      '123457',
      '-0.00012',
    ]);
    expect([1e12 + 0.5, 1e-9, 1e20, Infinity, -Infinity, NaN, -0].map(formatNumber)).toEqual([
      '1e12',
      '1e-9',
      '1e20',
      '∞',
      '-∞',
      'NaN',
      '0',
    ]);
  });

  it('stand with their points under each other', () => {
    const numbers = [372, 118.4, 131.75];
    expect(numbers.map((n) => alignNumber(n, decimalsOf(numbers)))).toEqual(['372.00', '118.40', '131.75']);
    expect(decimalsOf([1 / 3])).toBe(4);
    expect(decimalsOf([1, 2, NaN, 1e-9])).toBe(0);
    expect(alignNumber(0.0004, 2)).toBe('0.0004');
  });
});
