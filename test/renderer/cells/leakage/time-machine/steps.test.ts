import { describe, expect, it } from 'vitest';
import { markPaths, markRadius } from '../../../../../renderer/cells/leakage/time-machine/marks.ts';
import { nearestIndex, stepLines, visible } from '../../../../../renderer/cells/leakage/time-machine/steps.ts';

describe('the lines of a step', () => {
  it('hold each value until the next, and the last to the end', () => {
    const points = { xs: [10, 40, 70], ys: [5, 9, 9] };
    expect(stepLines(points, { from: 0, to: 3 }, 0, 100)).toEqual([
      { x1: 10, y1: 5, x2: 40, y2: 5 },
      { x1: 40, y1: 5, x2: 40, y2: 9 },
      { x1: 40, y1: 9, x2: 70, y2: 9 },
      { x1: 70, y1: 9, x2: 100, y2: 9 },
    ]);
  });

  it('reach in from a row before the left edge', () => {
    const points = { xs: [-50, 40], ys: [5, 9] };
    const range = visible(points.xs, 0, 100);
    expect(range).toEqual({ from: 0, to: 2 });
    expect(stepLines(points, range, 0, 100)[0]).toEqual({ x1: 0, y1: 5, x2: 40, y2: 5 });
  });

  it('stand for all rows of a pixel by their least and greatest', () => {
    const xs = Array.from({ length: 1000 }, (_, i) => 10 + i / 1000);
    const ys = xs.map((_, i) => (i * 7) % 50);
    expect(stepLines({ xs, ys }, { from: 0, to: 1000 }, 0, 20)).toEqual([
      { x1: 10, y1: 0, x2: 10, y2: 49 },
      { x1: 10, y1: ys[999]!, x2: 20, y2: ys[999]! },
    ]);
  });

  it('are none without rows', () => {
    expect(stepLines({ xs: [], ys: [] }, { from: 0, to: 0 }, 0, 100)).toEqual([]);
  });
});

describe('marks', () => {
  it('shrink as rows crowd, and give way to the line', () => {
    expect([3, 100, 240, 2000].map((count) => markRadius(count, 900))).toEqual([5, 3, 1.5, 0]);
  });

  it('are four paths, whatever the number of rows', () => {
    const xs = [10, 20, 30, 40];
    const paths = markPaths({ xs, ys: xs }, { from: 0, to: 4 }, ['expired', 'picked', 'unknown_yet', 'future'], 5);
    expect(Object.values(paths).map((path) => path.split('M').length - 1)).toEqual([1, 1, 1, 1]);
    expect(paths.expired).toContain('h');
  });

  it('are found by the nearest pixel', () => {
    expect([0, 14, 16, 99].map((x) => nearestIndex([10, 20, 40], x))).toEqual([0, 0, 1, 2]);
    expect(nearestIndex([], 3)).toBeNull();
  });
});
