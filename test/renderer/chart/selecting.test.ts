import { describe, expect, it } from 'vitest';
import { bandOf, nearestPlace, selectedBy } from '../../../renderer/ui/chart/selecting.ts';

describe('selecting in a chart', () => {
  it('begins at the end from which a key comes, moves, and widens by one of its ends', () => {
    expect([selectedBy('on', null, 5), selectedBy('widen back', null, 5)]).toEqual([
      [0, 0],
      [4, 4],
    ]);
    expect(selectedBy('on', [1, 3], 5)).toEqual([4, 4]);
    expect(selectedBy('widen on', [1, 1], 5)).toEqual([1, 2]);
    expect(selectedBy('widen back', [1, 1], 5)).toEqual([1, 0]);
    expect([selectedBy('on', [4, 4], 5), selectedBy('widen back', [2, 0], 5)]).toEqual([
      [4, 4],
      [2, 0],
    ]);
  });

  it('is drawn half way to what is beside it, and never beyond the chart', () => {
    const at = [10, 30, 50];
    expect(bandOf(at, [1, 1], [0, 60])).toEqual([20, 40]);
    expect(bandOf(at, [0, 2], [4, 56])).toEqual([4, 56]);
    expect(bandOf(at, [0, 0], [-100, 100])).toEqual([0, 20]);
    expect(bandOf([7], [0, 0], [0, 60])).toEqual([0, 60]);
  });

  it('takes the nearest place', () => {
    expect([nearestPlace([10, 30, 50], 41), nearestPlace([10, 30], -5), nearestPlace([], 3)]).toEqual([2, 0, -1]);
  });
});
