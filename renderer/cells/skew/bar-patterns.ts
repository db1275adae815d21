import type { PlotInk } from '../../ui/chart/plot-theme.ts';

/** A mismatch: ink hatching, as in the features' bars. */
export function hatch(ink: PlotInk): object {
  return {
    color: ink.sunk,
    pattern: { shape: '/', fgcolor: ink.ink, bgcolor: ink.sunk, fillmode: 'replace', size: 5, solidity: 0.42 },
  };
}

export function stripes(color: string, ground: string): object {
  return {
    color,
    pattern: { shape: '|', fgcolor: color, bgcolor: ground, fillmode: 'replace', size: 4, solidity: 0.5 },
  };
}
