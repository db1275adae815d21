import type { SkewDifferences } from '../../../core/skew/picture/differences.ts';
import type { PairKind } from '../../../core/skew/picture/sides.ts';
import { count, plural } from '../../../core/text/figures.ts';
import { spanTicks } from '../../../core/time/span-ticks.ts';
import { longSpan } from '../../../core/time/span.ts';
import { numberTicks } from '../../../core/text/number-ticks.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';
import { formatNumber } from '../../ui/grid/cell-text.ts';
import { hatch, stripes } from './bar-patterns.ts';

/** What `online is earlier` takes, pixels. */
const wordWidth = 108;

/** Online minus offline as stacked bars with a hard line at zero. */
export function differenceFigure(differences: SkewDifferences, kind: PairKind, ink: PlotInk, width: number): Figure {
  const { edges } = differences;
  const step = edges[1]! - edges[0]!;
  const centres = edges.slice(1).map((edge) => edge - step / 2);
  const between = edges.slice(1).map((edge, i) => `${sayStep(kind, edges[i]!)} to ${sayStep(kind, edge)}`);
  const bars = (name: string, values: number[], marker: object): object => ({
    type: 'bar',
    name,
    x: centres,
    y: values,
    width: step * 0.9,
    marker,
    customdata: values.map((n, i) => `${between[i]!}<br>${name} ${count(n)}`),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  const named = ticks(edges, width, kind);
  return {
    data: [
      bars('close', differences.close, stripes(ink.past, ink.surface)),
      bars('stale', differences.stale, { color: ink.amberFill }),
      bars('ahead', differences.ahead, stripes(ink.amber, ink.surface)),
      bars('mismatch', differences.mismatch, hatch(ink)),
    ],
    layout: {
      barmode: 'stack',
      bargap: 0,
      margin: { l: 8, r: 8, t: 20, b: 24 },
      xaxis: {
        ...plainAxis,
        range: rangeOf(edges, width),
        tickvals: named.map(({ at }) => at),
        ticktext: named.map(({ text }) => text),
      },
      yaxis: { ...plainAxis, rangemode: 'tozero', showticklabels: false },
      shapes: [
        { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: ink.strongLine, width: 1 } },
        { type: 'line', x0: 0, x1: 0, y0: 0, y1: 1.1, yref: 'paper', line: { color: ink.ink, width: 1.6 } },
      ],
      annotations: sideWords(edges, kind, ink),
    },
  };
}

/** All bins, and beside the line the room that its words take. */
function rangeOf(edges: readonly number[], width: number): [number, number] {
  const share = Math.min(0.4, wordWidth / width);
  const [low, high] = [edges[0]!, edges.at(-1)!];
  const pad = (high - low) * 0.015;
  return [
    low < 0 ? Math.min(low, (-share * high) / (1 - share)) - pad : -pad * 3,
    high > 0 ? Math.max(high, (-share * low) / (1 - share)) + pad : pad * 3,
  ];
}

/** What lies left and right of the line, where something does. */
function sideWords(edges: readonly number[], kind: PairKind, ink: PlotInk): object[] {
  const [less, more] =
    kind === 'instant' ? ['online is earlier', 'online is later'] : ['online is less', 'online is more'];
  const word = (text: string, left: boolean): object => ({
    text,
    x: 0,
    y: 1,
    yref: 'paper',
    xanchor: left ? 'right' : 'left',
    yanchor: 'bottom',
    xshift: left ? -7 : 7,
    showarrow: false,
    font: { family: ink.text, size: 11.5, color: ink.quiet },
  });
  return [...(edges[0]! < 0 ? [word(less, true)] : []), ...(edges.at(-1)! > 0 ? [word(more, false)] : [])];
}

export function sayDifferences(
  { close, stale, ahead, mismatch, edges, beyond }: SkewDifferences,
  kind: PairKind,
): string {
  const sum = (values: readonly number[]): number => values.reduce((all, n) => all + n, 0);
  const all = [close, stale, ahead, mismatch].map(sum);
  const far = beyond ? `; ${plural(beyond, 'pair')} beyond` : '';
  return `Online minus offline of ${plural(sum(all), 'pair')} that ${sum(all) === 1 ? 'is' : 'are'} not equal, from ${sayStep(kind, edges[0]!)} to ${sayStep(kind, edges.at(-1)!)}${far}.`;
}

/** `3,757 pairs: -5 h`. */
export function sayCommonest({ difference, rows }: { difference: number; rows: number }, kind: PairKind): string {
  return `${plural(rows, 'pair')}: ${difference > 0 ? '+' : ''}${sayStep(kind, difference)}`;
}

export function differenceTable({ edges, close, stale, ahead, mismatch }: SkewDifferences, kind: PairKind) {
  const rows = mismatch.map((n, i) => [
    sayStep(kind, edges[i]!),
    sayStep(kind, edges[i + 1]!),
    close[i]!,
    stale[i]!,
    ahead[i]!,
    n,
  ]);
  return { head: ['online minus offline, from', 'to', 'close', 'stale', 'ahead', 'mismatch'], rows };
}

function sayStep(kind: PairKind, value: number): string {
  if (value === 0) return '0';
  if (kind === 'instant') return longSpan(BigInt(Math.round(value * 1e6)));
  return formatNumber(Number(value.toPrecision(6)));
}

/** Round differences, as many as have room, zero among them. */
function ticks(edges: readonly number[], width: number, kind: PairKind): { at: number; text: string }[] {
  const [low, high] = [edges[0]!, edges.at(-1)!];
  const widest = Math.max(sayStep(kind, low).length, sayStep(kind, high).length) * 7 + 20;
  const most = Math.max(2, (width * 0.9) / widest);
  if (kind !== 'instant') return numberTicks(low, high, most).map((at) => ({ at, text: sayStep(kind, at) }));
  const micros = (seconds: number): bigint => BigInt(Math.round(seconds * 1e6));
  return spanTicks(micros(low), micros(high), most).map(({ at, text }) => ({ at: Number(at) / 1e6, text }));
}
