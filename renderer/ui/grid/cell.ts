import { formatInstant } from '../../../core/time/instant.ts';
import { alignNumber, formatNumber } from './cell-text.ts';
import type { PageColumn, PageValue } from './arrow-page.ts';

/** What stands in a cell of a grid. */
export interface GridCell {
  text: string;
  /** The whole value, where `text` is not all of it. */
  title?: string;
  /** `null`: the word, not a value. `leak`: it came from the future. `amber`: stale. `quiet`: missing. */
  tone?: 'null' | 'leak' | 'amber' | 'quiet';
  /** Beside the value. A `pill` has an outline; `amber` is expired or not yet known. */
  note?: string;
  noteTone?: 'pill' | 'amber' | 'quiet';
}

/** A value as a cell shows it; `decimals` aligns a column of floats. */
export function toCell(column: PageColumn, value: PageValue, decimals: number): GridCell {
  if (value === null) return { text: 'null', tone: 'null' };
  const text = cellText(column, value, decimals);
  const whole = wholeText(column, value);
  return whole === text && whole.length < 24 ? { text } : { text, title: whole };
}

/** Exactly what the value is. */
export function wholeText(column: Pick<PageColumn, 'kind' | 'date'>, value: Exclude<PageValue, null>): string {
  if (column.kind === 'instant' && typeof value === 'bigint') {
    const text = formatInstant(value);
    return column.date ? text.slice(0, -9) : text;
  }
  return String(value);
}

function cellText(column: PageColumn, value: Exclude<PageValue, null>, decimals: number): string {
  if (column.fractional && typeof value === 'number')
    return decimals > 0 ? alignNumber(value, decimals) : formatNumber(value);
  if (column.kind === 'instant') return wholeText(column, value).replace(/ (\d\d:\d\d):00$/, ' $1');
  if (column.kind === 'boolean') return value ? 'true' : 'false';
  // A cell is one line; a longer text is whole in its title.
  return String(value).slice(0, 300).replaceAll(/\s+/g, ' ');
}
