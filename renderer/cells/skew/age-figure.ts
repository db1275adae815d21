import type { SkewAges } from '../../../core/skew/picture/ages.ts';
import { count, percent, plural } from '../../../core/text/figures.ts';
import { longSpan } from '../../../core/time/span.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';
import { hatch, stripes } from './bar-patterns.ts';

/** The share of pairs that are stale, ahead or a mismatch, by the age of the row; bars stand edge to edge whatever the steps. */
export function ageFigure(ages: SkewAges, ink: PlotInk, width: number): Figure {
  const { edges, pairs } = ages;
  const share = (values: readonly number[], i: number): number => (pairs[i] ? values[i]! / pairs[i] : 0);
  const bars = (name: string, values: readonly number[], marker: object): object => ({
    type: 'bar',
    name,
    x: pairs.map((_, i) => i + 0.5),
    y: pairs.map((_, i) => share(values, i)),
    width: 0.84,
    marker,
    customdata: pairs.map(
      (n, i) => `${sayAge(edges[i]!)} to ${sayAge(edges[i + 1]!)} old<br>${name} ${count(values[i]!)} of ${count(n)}`,
    ),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  const widest = Math.max(...edges.map((edge) => sayAge(edge).length)) * 7 + 12;
  const stride = Math.max(1, Math.ceil((edges.length * widest) / Math.max(1, width - 66)));
  const named = edges.map((_, i) => i).filter((i) => i % stride === 0);
  const from = missedFrom(ages);
  return {
    data: [
      bars('stale', ages.stale, { color: ink.amberFill }),
      bars('ahead', ages.ahead, stripes(ink.amber, ink.surface)),
      bars('mismatch', ages.mismatch, hatch(ink)),
    ],
    layout: {
      barmode: 'stack',
      bargap: 0,
      margin: { l: 54, r: 12, t: 20, b: 24 },
      xaxis: {
        ...plainAxis,
        range: [-0.1, pairs.length + 0.1],
        tickvals: named,
        ticktext: named.map((i) => sayAge(edges[i]!)),
      },
      yaxis: {
        ...plainAxis,
        showgrid: true,
        gridcolor: ink.line,
        range: [0, 1],
        // Off the corner, where the first age stands.
        ticks: 'outside',
        ticklen: 9,
        tickcolor: 'rgba(0,0,0,0)',
        tickvals: [0, 0.5, 1],
        ticktext: ['0 %', '50 %', '100 %'],
      },
      shapes: [{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: ink.strongLine, width: 1 } }],
      annotations: from === null ? [] : [note(`older than ${sayAge(edges[from]!)}: stale`, from, pairs.length, ink)],
    },
  };
}

/** The age from which most pairs are stale, and before which few are: a run was missed. */
export function missedFrom({ pairs, stale }: SkewAges): number | null {
  const share = (from: number, to: number): number | null => {
    const [all, old] = [pairs, stale].map((values) => values.slice(from, to).reduce((sum, n) => sum + n, 0));
    return all ? old! / all : null;
  };
  let best: { at: number; jump: number } | null = null;
  for (let i = 1; i < pairs.length; i++) {
    const [before, after] = [share(0, i), share(i, pairs.length)];
    if (before === null || after === null || before > 0.2 || after < 0.6) continue;
    if (!best || after - before > best.jump) best = { at: i, jump: after - before };
  }
  return best?.at ?? null;
}

function note(text: string, at: number, bins: number, ink: PlotInk): object {
  const right = at > bins / 2;
  return {
    text,
    x: at,
    y: 1,
    yref: 'paper',
    xanchor: right ? 'right' : 'left',
    yanchor: 'bottom',
    showarrow: false,
    font: { family: ink.text, size: 11.5, color: ink.amber, weight: 600 },
  };
}

export function sayAges({ of, pairs, stale, ahead, mismatch }: SkewAges): string {
  const sum = (values: readonly number[]): number => values.reduce((all, n) => all + n, 0);
  const [all, wrong] = [sum(pairs), sum(stale) + sum(ahead) + sum(mismatch)];
  return `By age of the ${of} row: ${count(wrong)} of ${plural(all, 'pair')} (${percent(all ? wrong / all : 0)}) ${wrong === 1 ? 'differs' : 'differ'}.`;
}

export function ageTable({ edges, pairs, stale, ahead, mismatch }: SkewAges) {
  const rows = pairs.map((n, i) => [sayAge(edges[i]!), sayAge(edges[i + 1]!), n, stale[i]!, ahead[i]!, mismatch[i]!]);
  return { head: ['age, from', 'to', 'pairs', 'stale', 'ahead', 'mismatch'], rows };
}

function sayAge(seconds: number): string {
  return seconds === 0 ? '0' : longSpan(BigInt(Math.round(seconds * 1e6)));
}
