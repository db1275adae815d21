import { formatInstant } from '../../../core/time/instant.ts';
import type { SkewPoints } from '../../../core/skew/picture/points.ts';
import type { PairClass } from '../../../core/skew/report.ts';
import type { PairKind } from '../../../core/skew/picture/sides.ts';
import { numberTicks } from '../../../core/text/number-ticks.ts';
import { timeTicks } from '../../../core/time/time-ticks.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';
import { formatNumber } from '../../ui/grid/cell-text.ts';
import { classText } from '../../../core/skew/pair-classes.ts';

/** What lies under the others is drawn first. */
const drawn: readonly PairClass[] = ['equal', 'close', 'ahead', 'stale', 'mismatch'];
/** So few points are drawn larger. */
const few = 100;
/** The band where null stands, of an axis' length. */
const band = 0.085;

interface Axis {
  low: number;
  high: number;
  /** Where null stands; the band's end is `low`. */
  none: number | null;
}

/** Offline against online with the diagonal; null has a band of its own beside each axis. Classes differ in shape. */
export function scatterFigure(points: SkewPoints, kind: PairKind, ink: PlotInk): Figure {
  const [x, y] = axesOf(points);
  const at = (value: number | null, axis: Axis): number => value ?? axis.none!;
  const traces = drawn.flatMap((one) => {
    const rows = points.class.flatMap((is, i) => (is === one ? [i] : []));
    if (rows.length === 0) return [];
    const name = (value: number | null): string => (value === null ? 'null' : sayExact(kind, value));
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: one,
        x: rows.map((i) => at(points.offline[i]!, x)),
        y: rows.map((i) => at(points.online[i]!, y)),
        marker: markerOf(one, ink, points.n.length < few ? 1.6 : 1),
        customdata: rows.map((i) => points.n[i]),
        text: rows.map(
          (i) => `${classText(one)}<br>offline ${name(points.offline[i]!)}<br>online ${name(points.online[i]!)}`,
        ),
        hovertemplate: '%{text}<extra></extra>',
        cliponaxis: false,
      },
    ];
  });
  const from = Math.max(x.low, y.low);
  const to = Math.min(x.high, y.high);
  const diagonal = { type: 'line', layer: 'below', x0: from, x1: to, y0: from, y1: to };
  const quiet = { family: ink.text, size: 11.5, color: ink.quiet };
  const longest = Math.max(0, ...ticksOf(y, kind).map(({ text }) => text.length));
  return {
    data: traces,
    layout: {
      margin: { l: Math.max(58, 6 + longest * 6.8), r: 14, t: 22, b: 38 },
      hovermode: 'closest',
      xaxis: axisLayout(x, kind, ink),
      yaxis: axisLayout(y, kind, ink),
      shapes: [...bandShapes(x, y, ink), ...(to > from ? [{ ...diagonal, line: { color: ink.ink, width: 1.1 } }] : [])],
      annotations: [
        {
          text: 'online',
          xref: 'paper',
          yref: 'paper',
          x: 0,
          y: 1,
          xanchor: 'left',
          yanchor: 'bottom',
          yshift: 4,
          showarrow: false,
          font: quiet,
        },
        {
          text: 'offline',
          xref: 'paper',
          yref: 'paper',
          x: 1,
          y: 0,
          xanchor: 'right',
          yanchor: 'top',
          yshift: -20,
          showarrow: false,
          font: quiet,
        },
      ],
    },
  };
}

function markerOf(one: PairClass, ink: PlotInk, scale: number): object {
  switch (one) {
    case 'equal':
      return { symbol: 'circle', size: 4.5 * scale, color: ink.past, opacity: scale > 1 ? 0.9 : 0.55 };
    case 'close':
      return { symbol: 'circle-open', size: 6 * scale, color: ink.past };
    case 'stale':
      return { symbol: 'triangle-up', size: 7 * scale, color: ink.amberFill, opacity: 0.8 };
    case 'ahead':
      return { symbol: 'triangle-down-open', size: 7.5 * scale, color: ink.amber, line: { width: 1.4 } };
    default:
      return {
        symbol: 'x-thin',
        size: 5.5 * scale,
        color: ink.ink,
        opacity: 0.7,
        line: { color: ink.ink, width: 1.1 },
      };
  }
}

/** One range for both, so that the diagonal is one, unless one side would be pressed flat, as a factor does. */
function axesOf({ offline, online }: SkewPoints): [Axis, Axis] {
  const [x, y] = [rangeOf(offline), rangeOf(online)];
  const lengths = [x, y].map(({ low, high }) => high - low) as [number, number];
  const apart = Math.max(...lengths) > 4 * Math.min(...lengths);
  const both = { low: Math.min(x.low, y.low), high: Math.max(x.high, y.high) };
  return [axis(apart ? x : both, offline.includes(null)), axis(apart ? y : both, online.includes(null))];
}

function rangeOf(values: readonly (number | null)[]): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

function axis({ low, high }: { low: number; high: number }, hasNull: boolean): Axis {
  const pad = (high - low) * 0.03;
  const from = low - pad;
  return { low: from, high: high + pad, none: hasNull ? from - ((high - low) * band) / 2 : null };
}

function axisLayout(axis: Axis, kind: PairKind, ink: PlotInk): object {
  const ticks = ticksOf(axis, kind);
  const start = axis.none === null ? axis.low : axis.none - (axis.low - axis.none);
  return {
    ...plainAxis,
    showgrid: true,
    gridcolor: ink.line,
    range: [start, axis.high],
    tickvals: [...(axis.none === null ? [] : [axis.none]), ...ticks.map(({ at }) => at)],
    ticktext: [...(axis.none === null ? [] : ['null']), ...ticks.map(({ text }) => text)],
  };
}

function bandShapes(x: Axis, y: Axis, ink: PlotInk): object[] {
  const common = { type: 'rect', layer: 'below', line: { width: 0 }, fillcolor: ink.sunk };
  return [
    ...(x.none === null ? [] : [{ ...common, yref: 'paper', x0: 2 * x.none - x.low, x1: x.low, y0: 0, y1: 1 }]),
    ...(y.none === null ? [] : [{ ...common, xref: 'paper', y0: 2 * y.none - y.low, y1: y.low, x0: 0, x1: 1 }]),
  ];
}

/** A few round values; instants are seconds here. */
function ticksOf({ low, high }: Axis, kind: PairKind): { at: number; text: string }[] {
  if (kind !== 'instant')
    return numberTicks(low, high, 5.5).map((at) => ({ at, text: formatNumber(Number(at.toPrecision(4))) }));
  const micros = (seconds: number): bigint => BigInt(Math.round(seconds * 1e6));
  const scale = { from: micros(low), to: micros(high), left: 0, right: 420 };
  return timeTicks(scale).map(({ at, text }) => ({ at: Number(at) / 1e6, text }));
}

function sayExact(kind: PairKind, value: number): string {
  return kind === 'instant' ? formatInstant(BigInt(Math.round(value * 1e6))) : String(value);
}

/** The same as numbers: how many pairs of each class are drawn. */
export function scatterTable(points: SkewPoints): { head: string[]; rows: (string | number)[][] } {
  const counted = drawn.map((one) => [classText(one), points.class.filter((is) => is === one).length] as const);
  return { head: ['pairs', 'drawn'], rows: counted.filter(([, n]) => n > 0).map((row) => [...row]) };
}
