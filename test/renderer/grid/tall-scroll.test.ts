import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterScroll, scrollFor, scrollHeight, tallest } from '../../../renderer/ui/grid/tall-scroll.ts';

const short = { content: 27_000, view: 400 };
const tall = { content: 5_000_000 * 27, view: 400 };
const top = { scroll: 0, top: 0 };

describe('scrolling', () => {
  it('is the browser’s own up to the tallest element', () => {
    expect(scrollHeight(short)).toBe(27_000);
    expect(afterScroll(top, 12_345, short)).toEqual({ scroll: 12_345, top: 12_345 });
    expect(scrollHeight(tall)).toBe(tallest);
  });

  it('moves by the same pixels for a wheel, and to the bar’s share when its thumb is dragged', () => {
    const middle = scrollFor(50_000_000, tall);
    expect(afterScroll(middle, middle.scroll + 120, tall).top).toBeCloseTo(middle.top + 120, 5);
    const half = (tallest - tall.view) / 2;
    expect(afterScroll(top, half, tall).top).toBeCloseTo((tall.content - tall.view) / 2, 0);
  });

  it('comes to the last row exactly when the bar is at its end, and to the first at its beginning', () => {
    const [most, last] = [tallest - tall.view, tall.content - tall.view];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -900, max: 900 }), { maxLength: 60 }), fc.boolean(), (moves, down) => {
        let position = scrollFor(down ? last - 9000 : 9000, tall);
        for (const by of [...moves, ...Array<number>(60).fill(down ? 700 : -700)]) {
          const scroll = Math.min(Math.max(position.scroll + by, 0), most);
          position = afterScroll(position, scroll, tall);
          expect(position.top).toBeGreaterThanOrEqual(0);
          expect(position.top).toBeLessThanOrEqual(last);
          if (scroll === most) expect(position.top).toBeCloseTo(last, 3);
          if (scroll === 0) expect(position.top).toBeCloseTo(0, 3);
        }
      }),
      { seed: 3 },
    );
  });

  it('goes nowhere where all is seen', () => {
    expect(afterScroll(top, 0, { content: 81, view: 400 })).toEqual({ scroll: 0, top: 0 });
    expect(scrollFor(500, { content: 81, view: 400 })).toEqual({ scroll: 0, top: 0 });
  });
});
