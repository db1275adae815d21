import { sayMeasured } from '../../../core/leakage/peek-histogram.ts';
import type { PeekHistogram } from '../../../core/rpc/host-api.ts';
import { count, percent, plural } from '../../../core/text/figures.ts';
import { spanTicks, type SpanTick } from '../../../core/time/span-ticks.ts';
import { longSpan, saySpan, shortSpan } from '../../../core/time/span.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';

/** What `future, >99 %` takes, pixels. */
const futureWidth = 104;

/** The bin that begins at zero: all from it on are right of the line. */
export function zeroBin(edges: readonly bigint[]): number {
  return edges.findIndex((edge) => edge >= 0n);
}

/** The histogram of peeks as bars of one width that stand edge to edge, with a hard line at zero. */
export function peekFigure(histogram: PeekHistogram, ink: PlotInk, width: number): Figure {
  const { edges, counts, rows, future } = histogram;
  const zero = zeroBin(edges);
  const most = Math.max(1, ...counts);
  const bars = (from: number, to: number, color: string): object => ({
    type: 'bar',
    x: counts.slice(from, to).map((_, i) => from + i + 0.5),
    y: counts.slice(from, to),
    width: 1,
    marker: { color, line: { color: ink.surface, width: counts.length > 40 ? 0.5 : 1.5 } },
    customdata: counts.slice(from, to).map((n, i) => `${sayBin(edges, from + i)}: ${count(n)}`),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  const label = (text: string, side: 'left' | 'right', color: string, weight: number): object => ({
    text,
    x: zero,
    y: 1,
    yref: 'paper',
    xanchor: side === 'left' ? 'right' : 'left',
    yanchor: 'bottom',
    xshift: side === 'left' ? -7 : 7,
    showarrow: false,
    font: { family: ink.text, size: 11.5, color, weight },
  });
  const share = rows ? future / rows : 0;
  const [from, to] = rangeOf(counts.length, zero, width);
  const ticks = peekTicks(edges, (width * counts.length) / (to - from));
  // Bins are of one width: where a span lies among them.
  const place = (at: bigint): number => zero + Number(at) / Number(edges[1]! - edges[0]!);
  return {
    data: [bars(0, zero, ink.past), bars(zero, counts.length, ink.leak)],
    layout: {
      xaxis: {
        ...plainAxis,
        range: [from, to],
        tickvals: ticks.map(({ at }) => place(at)),
        ticktext: ticks.map(({ text }) => text),
      },
      yaxis: { ...plainAxis, range: [0, most], showticklabels: false },
      bargap: 0,
      shapes: [
        { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: ink.strongLine, width: 1 } },
        { type: 'line', x0: zero, x1: zero, y0: 0, y1: 1.14, yref: 'paper', line: { color: ink.ink, width: 2 } },
      ],
      annotations: [
        label('past', 'left', ink.quiet, 400),
        label(
          `future, ${future ? percent(share) : 'none'}`,
          'right',
          future ? ink.leak : ink.quiet,
          future ? 600 : 400,
        ),
      ],
    },
  };
}

/** All bins, and beside the line the room that its two words take. */
function rangeOf(bins: number, zero: number, width: number): [number, number] {
  const left = Math.min(-0.4, zero - 3);
  const share = Math.min(0.4, futureWidth / width);
  return [left, Math.max(bins + 0.4, zero + 3, (zero - share * left) / (1 - share))];
}

/** One sentence on a histogram. */
export function sayPeeks({ view, hasAvailable, rows, future, edges, counts }: PeekHistogram): string {
  if (rows === 0) return `No row has a value from ${view}.`;
  const furthest = edges[counts.findLastIndex((n) => n > 0) + 1] ?? 0n;
  const what = hasAvailable ? 'that was not yet known' : 'from the future';
  const from = `${count(future)} of ${plural(rows, 'row')} (${percent(future / rows)}) took a value of ${view} ${what}`;
  return future ? `${from}, by at most ${saySpan(furthest)}.` : `${from}.`;
}

export function peekTable({ edges, counts, ...measured }: PeekHistogram): {
  head: string[];
  rows: (string | number)[][];
} {
  const rows = counts.map((n, i) => [sayEdge(edges[i]!), sayEdge(edges[i + 1]!), n]);
  return { head: [`${sayMeasured(measured)}, from`, 'to', 'rows'], rows };
}

/** Round spans between the first edge and the last, as many as have room on a `width` of pixels; zero is always one. */
export function peekTicks(edges: readonly bigint[], width: number): SpanTick[] {
  return spanTicks(edges[0]!, edges.at(-1)!, Math.max(2, width / 44));
}

function sayEdge(edge: bigint): string {
  return edge === 0n ? '0' : shortSpan(edge, { signed: true });
}

function sayBin(edges: readonly bigint[], bin: number): string {
  const [from, to] = [edges[bin]!, edges[bin + 1]!];
  const [near, far] = to <= 0n ? [-to, -from] : [from, to];
  const between = near === 0n ? `up to ${longSpan(far)}` : `${longSpan(near)} to ${longSpan(far)}`;
  return `${between} ${to <= 0n ? 'before' : 'after'} the label`;
}
