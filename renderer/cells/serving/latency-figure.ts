import type { Latencies, LatencyBin } from '../../../core/serving/latency.ts';
import { plural, sayLatency } from '../../../core/text/figures.ts';
import { logTicks, numberTicks } from '../../../core/text/number-ticks.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';

/** How many requests took how long, as bars that stand edge to edge, with lines at the median and the 99th percentile. */
export function latencyFigure({ bins, median_ms: median, p99_ms: p99 }: Latencies, ink: PlotInk): Figure {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const [first, last] = [bins[0]!.from_ms, bins.at(-1)!.to_ms];
  // Each bin is by the same factor wider than the one before, and all are drawn alike.
  const place = (ms: number): number =>
    first === last ? 0.5 : (bins.length * Math.log(ms / first)) / Math.log(last / first);
  const line = (ms: number, weight: number): object => ({
    ...{ type: 'line', x0: place(ms), x1: place(ms), y0: 0, y1: 1, yref: 'paper' },
    line: { color: ink.ink, width: weight },
  });
  const label = (text: string, ms: number, side: 'left' | 'right'): object => ({
    ...{ text, x: place(ms), y: 1, yref: 'paper', yanchor: 'bottom', showarrow: false },
    xanchor: side,
    font: { family: ink.text, size: 11.5, color: ink.quiet },
  });
  const ticks = logTicks(first, last, 6);
  const counts = numberTicks(0, most, 4).filter(Number.isInteger);
  return {
    data: [
      {
        type: 'bar',
        x: bins.map((_, i) => i + 0.5),
        y: bins.map((bin) => bin.count),
        width: 1,
        marker: { color: ink.past, line: { color: ink.surface, width: 1 } },
        customdata: bins.map((bin) => `${sayBin(bin)}: ${plural(bin.count, 'request')}`),
        hovertemplate: '%{customdata}<extra></extra>',
      },
    ],
    layout: {
      xaxis: {
        ...plainAxis,
        range: [-0.2, bins.length + 0.2],
        tickvals: ticks.map(place),
        ticktext: ticks.map(sayMs),
      },
      yaxis: { ...plainAxis, range: [0, most], automargin: true, tickvals: counts, ticksuffix: ' ' },
      bargap: 0,
      shapes: [
        { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: ink.strongLine, width: 1 } },
        line(median, 2),
        line(p99, 1),
      ],
      annotations: [
        label(`half by ${sayMs(median)}`, median, place(median) > bins.length / 5 ? 'right' : 'left'),
        label(`99 % by ${sayMs(p99)}`, p99, place(p99) > (3 * bins.length) / 4 ? 'right' : 'left'),
      ],
    },
  };
}

/** The chart in one sentence. */
export function sayLatencies({ requests, median_ms, p95_ms, p99_ms, max_ms }: Latencies): string {
  const of = [`half of ${plural(requests, 'request')} took at most ${sayMs(median_ms)}`, `95 % ${sayMs(p95_ms)}`];
  return `${of.join(', ')}, 99 % ${sayMs(p99_ms)}, the slowest ${sayMs(max_ms)}`.replace(/^h/, 'H') + '.';
}

export function latencyTable({ bins }: Latencies): { head: string[]; rows: (string | number)[][] } {
  const rows = bins.map(({ from_ms: from, to_ms: to, count }) => [sayMs(from), sayMs(to), count]);
  return { head: ['took from', 'to', 'requests'], rows };
}

/** Two digits of what is faster than a tenth of a millisecond too: a bin is narrower than that. */
function sayMs(ms: number): string {
  return ms < 1 ? `${Number(ms.toPrecision(2))} ms` : sayLatency(ms);
}

function sayBin({ from_ms: from, to_ms: to }: LatencyBin): string {
  return `${sayMs(from)} to ${sayMs(to)}`;
}
