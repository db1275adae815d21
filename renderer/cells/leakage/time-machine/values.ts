import { plural } from '../../../../core/text/figures.ts';
import { sayDate } from '../../../../core/time/instant.ts';
import { formatNumber } from '../../../ui/grid/cell-text.ts';
import { roundStep } from '../../../../core/text/number-ticks.ts';
import type { Range } from './steps.ts';
import { describeType } from '../../../../core/types/describe-type.ts';

/** How one feature's values are laid from bottom to top: as numbers on an axis, or as words in lanes. */
export interface ValueScale {
  /** Where each row's value lies, in the rows' order. */
  ys: number[];
  ticks: { y: number; text: string; quiet?: boolean }[];
}

interface Valued {
  numbers: readonly (number | null)[];
  texts: readonly (string | null)[];
}

/** More different words than this share the lane of the rest. */
const mostLanes = 6;

/**
 * Lays out a feature's values between two heights, `top` above `bottom`; the axis fits the rows that
 * are seen, and what lies beyond it is drawn at its end. Null has a lane of its own at the bottom.
 */
export function layValues(
  rows: readonly Valued[],
  seen: Range,
  feature: number,
  type: string,
  top: number,
  bottom: number,
): ValueScale {
  const texts = rows.map((row) => row.texts[feature] ?? null);
  const hasNull = texts.includes(null);
  const floor = hasNull ? bottom - 24 : bottom;
  const nulls = hasNull ? [{ y: bottom - 6, text: 'null', quiet: true }] : [];
  const kind = describeType(type).kind;
  const numbers = rows.map((row) => row.numbers[feature] ?? null);
  const finite = numbers.slice(seen.from, seen.to).filter((n) => n !== null && Number.isFinite(n));
  if ((kind === 'number' || kind === 'instant') && finite.length > 0) {
    const axis = numberAxis(finite as number[], top, floor);
    const text = (n: number): string =>
      kind === 'instant' ? sayDate(BigInt(Math.round(n * 1e6)), { year: true }) : formatNumber(n);
    const ys = numbers.map((n, i) => (texts[i] === null ? bottom - 6 : axis.y(n === null ? NaN : n)));
    return { ys, ticks: [...axis.ticks.map((n) => ({ y: axis.y(n), text: text(n) })), ...nulls] };
  }
  const lanes = layLanes(texts, top, floor);
  const ys = texts.map((text) => (text === null ? bottom - 6 : lanes.y(text)));
  return { ys, ticks: [...lanes.ticks, ...nulls] };
}

function numberAxis(values: readonly number[], top: number, bottom: number) {
  let low = values.reduce((least, n) => Math.min(least, n));
  let high = values.reduce((most, n) => Math.max(most, n));
  if (low > 0 && low < high * 0.6) low = 0;
  if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  const step = roundStep((high - low) / 4);
  const start = Math.floor(low / step) * step;
  const count = Math.ceil((high - start) / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((start + i * step).toPrecision(12)));
  const end = ticks.at(-1)!;
  // What is beyond lies at the ends, the infinities too, where they are seen and squeeze nothing.
  const y = (n: number): number => {
    const within = Number.isNaN(n) ? start : Math.min(Math.max(n, start), end);
    return bottom - ((within - start) / (end - start)) * (bottom - top);
  };
  return { y, ticks };
}

function layLanes(texts: readonly (string | null)[], top: number, bottom: number) {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const byCount = [...counts].sort((x, y) => y[1] - x[1]).map(([text]) => text);
  const own = byCount.length > mostLanes ? byCount.slice(0, mostLanes - 1) : byCount;
  const names = own.toSorted();
  const rest = byCount.length - own.length;
  const lanes = rest > 0 ? [...names, plural(rest, 'other')] : names;
  const height = (i: number): number =>
    lanes.length < 2 ? (top + bottom) / 2 : top + (i * (bottom - top)) / (lanes.length - 1);
  const index = new Map(names.map((text, i) => [text, i]));
  return {
    y: (text: string): number => height(index.get(text) ?? lanes.length - 1),
    ticks: lanes.map((text, i) => ({ y: height(i), text })),
  };
}
