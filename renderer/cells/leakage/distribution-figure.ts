import type { Distribution } from '../../../core/rpc/host-api.ts';
import { count } from '../../../core/text/figures.ts';
import { sayDate } from '../../../core/time/instant.ts';
import { numberTicks } from '../../../core/text/number-ticks.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';
import { formatNumber } from '../../ui/grid/cell-text.ts';
import { timeTicks } from '../../../core/time/time-ticks.ts';

const longestLabel = 22;

/**
 * One feature's values in both training sets: the as-of ones filled, the naive ones an outline over
 * them, so that the two differ in shape and not only in colour. `isLeak` gives the outline the leak's colour.
 */
export function distributionFigure(distribution: Distribution, isLeak: boolean, isTime: boolean, ink: PlotInk): Figure {
  return distribution.kind === 'number'
    ? numberFigure(distribution, isLeak, isTime, ink)
    : categoryFigure(distribution, isLeak, ink);
}

function numberFigure({ edges, naive, asof }: Distribution, isLeak: boolean, isTime: boolean, ink: PlotInk): Figure {
  const width = (edges[1] ?? 1) - (edges[0] ?? 0);
  const centres = asof.map((_, i) => edges[i]! + width / 2);
  const say = (n: number): string =>
    isTime ? sayDate(BigInt(Math.round(n * 1e6)), { year: true }) : formatNumber(Number(n.toPrecision(4)));
  const ticks = axisTicks(edges[0]!, edges.at(-1)!, isTime);
  return {
    data: [
      {
        type: 'bar',
        x: centres,
        y: asof,
        width: width * 0.94,
        marker: { color: ink.past, opacity: 0.55 },
        customdata: asof.map(
          (n, i) => `${say(edges[i]!)} to ${say(edges[i + 1]!)}<br>as of ${count(n)}, naive ${count(naive[i]!)}`,
        ),
        hovertemplate: '%{customdata}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'lines',
        x: edges.flatMap((edge) => [edge, edge]),
        y: [0, ...naive.flatMap((n) => [n, n]), 0],
        line: { color: isLeak ? ink.leak : ink.ink, width: 1.8 },
        hoverinfo: 'skip',
      },
    ],
    layout: {
      margin: { l: 8, r: 8, t: 6, b: 24 },
      bargap: 0,
      xaxis: {
        ...plainAxis,
        range: [edges[0]! - width * 0.6, edges.at(-1)! + width * 0.6],
        tickvals: ticks.map(({ at }) => at),
        ticktext: ticks.map(({ text }) => text),
      },
      yaxis: { ...plainAxis, rangemode: 'tozero', showticklabels: false },
      shapes: [{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: ink.strongLine, width: 1 } }],
    },
  };
}

/** A few round numbers, or days and hours, between the ends of the bins; instants are seconds here. */
export function axisTicks(low: number, high: number, isTime: boolean): { at: number; text: string }[] {
  if (!isTime) return numberTicks(low, high, 5).map((at) => ({ at, text: formatNumber(at) }));
  const micros = (seconds: number): bigint => BigInt(Math.round(seconds * 1e6));
  const scale = { from: micros(low), to: micros(high), left: 0, right: 400 };
  return scale.to > scale.from ? timeTicks(scale).map(({ at, text }) => ({ at: Number(at) / 1e6, text })) : [];
}

function categoryFigure({ labels, naive, asof }: Distribution, isLeak: boolean, ink: PlotInk): Figure {
  const short = labels.map((label) => (label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label));
  const at = labels.map((_, i) => i);
  const bars = (values: number[], offset: number, marker: object, side: string): object => ({
    type: 'bar',
    orientation: 'h',
    y: at.map((i) => i + offset),
    x: values,
    width: 0.34,
    marker,
    customdata: values.map((n, i) => `${escape(labels[i]!)}<br>${side} ${count(n)}`),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  const outline = { color: 'rgba(0,0,0,0)', line: { color: isLeak ? ink.leak : ink.ink, width: 1.6 } };
  return {
    data: [bars(asof, -0.19, { color: ink.past, opacity: 0.75 }, 'as of'), bars(naive, 0.19, outline, 'naive')],
    layout: {
      margin: { l: 18 + Math.max(...short.map((label) => label.length)) * 6.8, r: 8, t: 4, b: 20 },
      bargap: 0,
      xaxis: { ...plainAxis, rangemode: 'tozero', nticks: 4 },
      yaxis: {
        ...plainAxis,
        ticks: 'outside',
        ticklen: 7,
        tickcolor: 'rgba(0,0,0,0)',
        range: [labels.length - 0.4, -0.6],
        tickvals: at,
        ticktext: short.map(escape),
      },
    },
  };
}

export function distributionTable({ kind, edges, labels, naive, asof }: Distribution): {
  head: string[];
  rows: (string | number)[][];
} {
  const name = (i: number): string =>
    kind === 'number' ? `${formatNumber(edges[i]!)} to ${formatNumber(edges[i + 1]!)}` : labels[i]!;
  return { head: ['value', 'as of', 'naive'], rows: asof.map((n, i) => [name(i), n, naive[i]!]) };
}

/** Plotly reads a few tags in its texts; these are a user's words. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
