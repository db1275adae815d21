import type { GridCell } from './cell.ts';
import type { GridColumnSpec } from './columns.ts';

/** Of a character of the data font at the rows' size, pixels; of wide scripts it is twice that. */
const characterWidth = 7.21;
const titleWidth = 6.6;
const noteWidth = 5.9;
const padding = 20;
/** Beside a title: the arrow of an order. */
const beside = 20;
const [least, most] = [64, 360];
/** A longer title is cut: it is whole on pointing at it. */
const mostTitle = 220;

export const leastWidth = 40;

/** The width that shows a column's title and these values whole, within bounds, pixels. */
export function fitWidth(column: GridColumnSpec, cells: readonly (GridCell | null)[]): number {
  const kept = column.noteWidth ?? 0;
  const widths = cells.map((cell) => {
    const note = kept > 0 ? Math.max(kept, lengthOf(cell?.note ?? '') * noteWidth) + 8 : 0;
    return lengthOf(cell?.text ?? '') * characterWidth + note;
  });
  const values = Math.max(0, ...widths) + padding;
  const title = Math.min(mostTitle, lengthOf(column.title) * titleWidth + padding + beside);
  return Math.ceil(Math.min(most, Math.max(least, values, title)));
}

function lengthOf(text: string): number {
  let length = 0;
  for (const character of text) length += character > '\u{10ff}' ? 2 : 1;
  return length;
}
