import { sayPlace } from './say-plot.ts';
import type { Brush, PlotAxis } from './axis.ts';
import type { PlotData } from './plot.ts';

/** Places between which nothing else can be chosen. */
export interface BrushPlace {
  at: number | string;
  /** What a brush over it alone says: of numbers from where to where. */
  from: number;
  to: number;
}

/** Of a picture without steps of its own: into how many parts its axis is cut. */
const mostPlaces = 60;

/** The places of a picture that can be chosen, in their order along it; none where it has no rows. */
export function brushPlaces({ x, step, series }: PlotData): BrushPlace[] {
  const all = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))];
  if (x.kind === 'category') return all.map((at, i) => ({ at, from: i, to: i }));
  const sorted = all.map(Number).sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return [];
  if (step !== null) {
    const steps = Math.round((high - low) / step) + 1;
    // Where a step is empty its place is not known to the bit: between two that are, that does not matter.
    const known = new Map(sorted.map((at) => [Math.round((at - low) / step), at]));
    return Array.from({ length: steps }, (_, i) => known.get(i) ?? low + i * step).map((at) => ({
      at,
      from: at,
      to: at,
    }));
  }
  if (sorted.length <= mostPlaces) return sorted.map((at) => ({ at, from: at, to: at }));
  const width = (high - low) / mostPlaces;
  return Array.from({ length: mostPlaces }, (_, i) => {
    const from = low + i * width;
    return { at: from + width / 2, from, to: i === mostPlaces - 1 ? high : low + (i + 1) * width };
  });
}

/** What choosing the places from one to another, by their indices, means. */
export function brushOver(
  data: PlotData,
  column: string,
  places: readonly BrushPlace[],
  from: number,
  to: number,
): Brush {
  const chosen = places.slice(from, to + 1);
  if (data.x.kind === 'category') return { column, values: chosen.map(({ at }) => String(at)) };
  return { column, from: chosen[0]!.from, to: chosen.at(-1)!.to, step: data.step };
}

/** What is chosen, in words: `delay: 10 to 30`. */
export function sayBrush(brush: Brush, axis: PlotAxis): string {
  const name = axis.title;
  if ('values' in brush) {
    const [first, ...others] = brush.values;
    return `${name}: ${others.length > 3 ? `${first} to ${others.at(-1)}` : brush.values.join(', ')}`;
  }
  const { from, to, step } = brush;
  if (from === to) return `${name}: ${sayPlace(from, axis, step)}`;
  return `${name}: ${sayPlace(from, axis, null)} to ${sayPlace(step === null ? to : to + step, axis, null)}`;
}
