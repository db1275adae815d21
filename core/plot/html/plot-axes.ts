import { html, type Html } from '../../html/html.ts';
import { numberTicks } from '../../text/number-ticks.ts';
import { timeTicks } from '../../time/time-ticks.ts';
import type { PlotData, PlotPoint } from '../plot.ts';
import { plotNumber } from '../say-plot.ts';

/** Where a plot is drawn, in units of its picture. */
export const plotFrame = { width: 640, left: 72, right: 624, top: 12, bottom: 250 };

/** From values to places in the picture. */
export interface PlotScales {
  /** Of categories the middle of their part of the axis. */
  x: (at: number | string) => number;
  y: (value: number) => number;
  /** How wide what stands at one place is: a bar, a box. */
  band: number;
  axes: Html;
}

/** The scales of a plot, and its axes drawn. */
export function plotScales(data: PlotData): PlotScales {
  const { x, band, ticks: marked } = data.x.kind === 'category' ? categories(data) : lengths(data);
  const [low, high] = heights(data);
  const y = (value: number): number =>
    round(plotFrame.bottom - ((value - low) / (high - low)) * (plotFrame.bottom - plotFrame.top));
  const middle = (plotFrame.top + plotFrame.bottom) / 2;
  const axes = html`${numberTicks(low, high, 6).map((at) => html`<line class="grid" x1="${plotFrame.left}" x2="${plotFrame.right}" y1="${y(at)}" y2="${y(at)}" /><text x="${plotFrame.left - 8}" y="${y(at) + 4}" text-anchor="end">${plotNumber(at)}</text>`)}${marked.map(({ at, text }) => html`<text x="${round(at)}" y="${plotFrame.bottom + 18}" text-anchor="middle">${text}</text>`)}
    <text x="${(plotFrame.left + plotFrame.right) / 2}" y="${plotFrame.bottom + 40}" text-anchor="middle"
      >${data.x.title}</text
    >
    <text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${data.y.title}</text>`;
  return { x, y, band, axes };
}

/** Numbers, or times. */
function lengths({ x, series, step, mark }: PlotData) {
  const all = series.flatMap(({ points }) => points.map((point) => Number(point.x)));
  const [from, to] = [least(all), most(all) + (step ?? 0)];
  const room = mark === 'line' || step !== null ? 0 : (to - from) * 0.03;
  const [low, high] = to > from ? [from - room, to + room] : around(from);
  const place = (at: number | string): number =>
    round(plotFrame.left + ((Number(at) - low) / (high - low)) * (plotFrame.right - plotFrame.left));
  const { left, right } = plotFrame;
  const ticks =
    x.kind === 'time'
      ? timeTicks({ from: BigInt(Math.round(low)), to: BigInt(Math.round(high)), left, right }).map((tick) => ({
          at: place(Number(tick.at)),
          text: tick.text,
        }))
      : numberTicks(low, high, 8).map((at) => ({ at: place(at), text: plotNumber(at) }));
  const places = new Set(all).size;
  const band = step === null ? (0.7 * (right - left)) / Math.max(8, places) : place(low + step) - left;
  return { x: place, band, ticks };
}

function categories({ series }: PlotData) {
  const places = [...new Set(series.flatMap(({ points }) => points.map((point) => String(point.x))))];
  const each = (plotFrame.right - plotFrame.left) / Math.max(1, places.length);
  const at = new Map(places.map((name, i) => [name, plotFrame.left + (i + 0.5) * each]));
  const x = (place: number | string): number => round(at.get(String(place))!);
  // Each name has room for so many letters; where that is too few, only every second or third is written.
  const every = Math.max(1, Math.ceil(48 / each));
  const letters = Math.max(4, Math.floor((each * every) / 7) - 1);
  const ticks = places.flatMap((name, i) => {
    return i % every > 0
      ? []
      : [{ at: x(name), text: name.length > letters ? `${name.slice(0, letters - 1)}…` : name }];
  });
  return { x, band: each * 0.7, ticks };
}

/** From the least to the greatest that is drawn; bars stand on nought. */
function heights({ mark, series, ...data }: PlotData): [low: number, high: number] {
  const points = series.flatMap((one) => one.points);
  const values = isStacked({ mark, ...data })
    ? [...sums(points).values()]
    : points.flatMap(({ y, box }): readonly number[] => box ?? [y]);
  const isOnNought = mark !== 'scatter' && mark !== 'box';
  const [low, high] = [least(isOnNought ? [0, ...values] : values), most(isOnNought ? [0, ...values] : values)];
  if (high > low) return [low, high];
  return isOnNought ? [0, 1] : around(low);
}

/** Of one value alone. */
function around(value: number): [low: number, high: number] {
  const half = Math.max(1, Math.abs(value) / 10);
  return [value - half, value + half];
}

/** Series stand one on the other, not side by side. */
export function isStacked({ mark, step }: Pick<PlotData, 'mark' | 'step'>): boolean {
  return mark === 'share' || mark === 'histogram' || (mark === 'bar' && step !== null);
}

function sums(points: readonly PlotPoint[]): Map<number | string, number> {
  const sum = new Map<number | string, number>();
  for (const { x, y } of points) sum.set(x, (sum.get(x) ?? 0) + y);
  return sum;
}

export function round(n: number): number {
  return Math.round(n * 10) / 10;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);
}
