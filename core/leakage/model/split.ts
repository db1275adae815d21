import { leakage } from '../../question/leakage.ts';
import { drawFrom } from './draw.ts';

/** How label rows are parted: the latest are tested, or rows by chance. */
export const splits = leakage.model.choices;
export type Split = (typeof splits)[number];

export interface Parts {
  train: Int32Array;
  test: Int32Array;
}

const trained = 0.7;
const seed = 7;

/** Seven tenths of rows to learn from and the rest to test. Rows are in the order of their times. */
export function partRows(rows: number, split: Split): Parts {
  const places = Int32Array.from({ length: rows }, (_, i) => i);
  if (split === 'random') shuffle(places);
  const cut = Math.floor(rows * trained);
  return { train: places.subarray(0, cut), test: places.subarray(cut) };
}

/** Fisher and Yates's. */
function shuffle(places: Int32Array): void {
  const draw = drawFrom(seed);
  for (let i = places.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
}
