import { count, plural } from '../text/figures.ts';
import { formatInstant } from '../time/instant.ts';
import type { PlotAxis } from './axis.ts';
import type { PlotData } from './plot.ts';

/** The picture in one sentence. */
export function sayPlot({ mark, x, y, series, rows }: PlotData, of: string): string {
  const divided = series.length > 1 ? `, divided into ${series.length}` : '';
  return `${mark} of ${of}: ${y.title} over ${x.title}${divided}, ${plural(rows, 'row')}.`;
}

/** The same as numbers. */
export function plotTable({ x, y, step, series, mark }: PlotData) {
  const isDivided = series.some(({ name }) => name !== null);
  const values = mark === 'box' ? ['low', 'lower quarter', 'median', 'upper quarter', 'high'] : [y.title];
  return {
    head: [x.title, ...(isDivided ? ['series'] : []), ...values],
    rows: series.flatMap(({ name, points }) =>
      points.map((point) => [
        sayPlace(point.x, x, step),
        ...(isDivided ? [name ?? ''] : []),
        ...(point.box ?? [point.y]),
      ]),
    ),
  };
}

/** A place along an axis, or from where to where. */
export function sayPlace(at: number | string, { kind }: PlotAxis, step: number | null): string {
  if (typeof at === 'string') return at;
  const say = kind === 'time' ? (micros: number) => timeText(micros).replace(/ 00:00:00$/, '') : plotNumber;
  return step === null ? say(at) : `${say(at)} to ${say(at + step)}`;
}

export function plotNumber(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(6)));
}

/** Microseconds since 1970 as ISO text. */
export function timeText(micros: number): string {
  return formatInstant(BigInt(Math.round(micros)));
}
