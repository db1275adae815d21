import { describe, expect, it } from 'vitest';
import { fitWidth } from '../../../renderer/ui/grid/fit-widths.ts';

const column = { id: 'a', title: 'a', align: 'start', width: 100 } as const;

describe('the width of a column', () => {
  it('shows its values and its title whole', () => {
    expect(fitWidth(column, [{ text: '1' }, null])).toBe(64);
    expect(fitWidth(column, [{ text: 'x'.repeat(20) }])).toBeGreaterThan(20 * 7 + 16);
    expect(fitWidth({ ...column, title: 'total_spend_last_30_days' }, [])).toBeGreaterThan(170);
  });

  it('gives wide scripts twice the room, keeps that of a note, and ends somewhere', () => {
    expect(fitWidth(column, [{ text: '顧客番号顧客番号' }])).toBe(fitWidth(column, [{ text: 'x'.repeat(16) }]));
    const values = [{ text: 'x'.repeat(20) }];
    expect(fitWidth({ ...column, noteWidth: 44 }, values) - fitWidth(column, values)).toBe(52);
    expect(fitWidth(column, [{ text: 'x'.repeat(5000) }])).toBe(360);
  });
});
