import type { DriftBin } from './report.ts';

/** The shares of both sides in the same bins, as they are drawn small: numbers of a picture that is `width` x `height`. */
export interface BothShares {
  bars: { x: number; y: number; width: number; height: number; side: 'then' | 'now'; bin: DriftBin }[];
  /** A path around the current shares of numbers; null of categories, which stand beside each other. */
  outline: string | null;
}

export const [sharesWidth, sharesHeight] = [200, 36] as const;

/** Categories stand beside each other; numbers lie on a line, the current ones as its outline. */
export function bothShares(bins: readonly DriftBin[], isCategory: boolean): BothShares {
  const most = Math.max(1e-9, ...bins.flatMap((bin) => [bin.reference, bin.current]));
  const step = sharesWidth / Math.max(1, bins.length);
  const tall = (share: number): number => (share / most) * (sharesHeight - 2);
  const bar = (bin: DriftBin, side: 'then' | 'now', x: number, width: number) => {
    const height = tall(side === 'then' ? bin.reference : bin.current);
    return { x, y: sharesHeight - height, width: Math.max(0.5, width), height, side, bin };
  };
  if (isCategory) {
    const pairs = bins.flatMap((bin, i) => [
      bar(bin, 'then', i * step + 1, step / 2 - 2),
      bar(bin, 'now', (i + 0.5) * step, step / 2 - 2),
    ]);
    return { bars: pairs, outline: null };
  }
  const outline = bins.map(({ current }, i) => {
    return `${i ? 'L' : 'M'}${i * step} ${sharesHeight - tall(current)}H${(i + 1) * step}`;
  });
  return { bars: bins.map((bin, i) => bar(bin, 'then', i * step + 0.5, step - 1)), outline: outline.join('') };
}
