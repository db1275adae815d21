import type { TimeTick } from '../../../../core/time/time-ticks.ts';
import type { TimeScale } from '../../../../core/time/time-ticks.ts';
import { toX } from './scale.ts';

/** Ticks whose text, centred under them, stays clear of a box around another text on the same line. */
export function clearTicks(
  ticks: TimeTick[],
  scale: TimeScale,
  taken: { x: number; width: number },
  charWidth: number,
): TimeTick[] {
  return ticks.filter(({ at, text }) => {
    const half = (text.length * charWidth) / 2;
    const x = toX(scale, at);
    const clear = x + half + 10 < taken.x || x - half - 10 > taken.x + taken.width;
    return clear && x - half >= 0;
  });
}
