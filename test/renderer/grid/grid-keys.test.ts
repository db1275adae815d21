import { describe, expect, it } from 'vitest';
import { moveBy } from '../../../renderer/ui/grid/grid-keys.ts';

const size = { rows: 1000, columns: 7, page: 14 };
const press = (key: string, ctrlKey = false) => moveBy({ key, ctrlKey, metaKey: false }, { row: 100, column: 3 }, size);

describe('keys in a grid', () => {
  it('move as in the ARIA grid pattern', () => {
    expect(press('ArrowUp')).toEqual({ row: 99, column: 3 });
    expect(press('ArrowRight')).toEqual({ row: 100, column: 4 });
    expect(press('PageDown')).toEqual({ row: 114, column: 3 });
    expect(press('Home')).toEqual({ row: 100, column: 0 });
    expect(press('End')).toEqual({ row: 100, column: 6 });
    expect(press('Home', true)).toEqual({ row: 0, column: 0 });
    expect(press('End', true)).toEqual({ row: 999, column: 6 });
    expect(press('x')).toBeNull();
  });

  it('stop at the edges, and reach the header', () => {
    const up = (row: number) =>
      moveBy({ key: 'ArrowUp', ctrlKey: false, metaKey: false }, { row, column: 0 }, size)!.row;
    expect([up(0), up(-1)]).toEqual([-1, -1]);
  });
});
