import type { EmbargoCurve, EmbargoedFeature } from '../../../core/leakage/embargo-curve.ts';
import { formatArea } from '../../../core/leakage/model/sentence.ts';
import { count } from '../../../core/text/figures.ts';
import { formatDuration } from '../../../core/time/duration.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';

/** How an embargo is written; none is a word. */
export function sayEmbargo(embargo: bigint): string {
  return embargo === 0n ? 'none' : formatDuration(embargo);
}

/** The feature that tells most of the target without an embargo; null where none tells anything. */
export function strongest({ features }: EmbargoCurve): EmbargoedFeature | null {
  const worth = ({ steps }: EmbargoedFeature): number => Math.abs((steps[0]?.auc ?? 0.5) - 0.5);
  return features.reduce<EmbargoedFeature | null>(
    (best, one) => (best && worth(best) >= worth(one) ? best : one),
    null,
  );
}

/** A line a feature over the embargoes, one of them in front, and where the slider stands. */
export function embargoFigure(curve: EmbargoCurve, shown: EmbargoedFeature, at: number, ink: PlotInk): Figure {
  const places = curve.embargoes.map((_, i) => i);
  const line = (one: EmbargoedFeature): object => ({
    type: 'scatter',
    mode: one === shown ? 'lines+markers' : 'lines',
    x: places,
    y: one.steps.map(({ auc }) => auc),
    line: { color: one === shown ? ink.past : ink.quiet, width: one === shown ? 2 : 1.25 },
    opacity: one === shown ? 1 : 0.45,
    marker: { color: ink.past, size: 7 },
    customdata: one.steps.map(
      ({ auc, rows }, i) =>
        `${one.feature}<br>embargo ${sayEmbargo(curve.embargoes[i]!)}: ${auc === null ? 'no AUC' : formatArea(auc)}, ${count(rows)} rows`,
    ),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  const others = curve.features.filter((one) => one !== shown);
  return {
    data: [...others, shown].map(line),
    layout: {
      margin: { l: 44, r: 14, t: 8, b: 44 },
      xaxis: {
        ...plainAxis,
        range: [-0.3, places.length - 0.7],
        tickvals: places,
        ticktext: curve.embargoes.map(sayEmbargo),
        title: { text: 'embargo before each label', standoff: 6, font: { size: 11 } },
      },
      yaxis: {
        ...plainAxis,
        showgrid: true,
        gridcolor: ink.line,
        tickformat: '.2f',
        title: { text: 'AUC', font: { size: 11 } },
      },
      shapes: [
        { type: 'line', yref: 'paper', x0: at, x1: at, y0: 0, y1: 1, line: { color: ink.ink, width: 1.5 } },
        {
          type: 'line',
          xref: 'paper',
          x0: 0,
          x1: 1,
          y0: 0.5,
          y1: 0.5,
          line: { color: ink.strongLine, width: 1, dash: 'dot' },
        },
      ],
    },
  };
}

export function embargoTable({ embargoes, features }: EmbargoCurve): { head: string[]; rows: (string | number)[][] } {
  return {
    head: ['embargo', ...features.flatMap(({ feature }) => [`AUC of ${feature}`, 'rows'])],
    rows: embargoes.map((embargo, i) => [
      sayEmbargo(embargo),
      ...features.flatMap(({ steps }) => [
        steps[i]!.auc === null ? '' : Number(steps[i]!.auc.toFixed(4)),
        steps[i]!.rows,
      ]),
    ]),
  };
}

/** What a feature is worth at an embargo, beside what it is without. */
export function sayAtEmbargo({ embargoes }: EmbargoCurve, { feature, steps }: EmbargoedFeature, at: number): string {
  const [first, now] = [steps[0]!, steps[at]!];
  const area = (auc: number | null): string => (auc === null ? 'no AUC' : `an AUC of ${formatArea(auc)}`);
  const over = `over ${count(now.rows)} rows`;
  if (at === 0) return `Without an embargo ${feature} alone has ${area(first.auc)}, ${over}.`;
  return `With an embargo of ${formatDuration(embargoes[at]!)} ${feature} alone has ${area(now.auc)}, ${over}; without, ${area(first.auc)} over ${count(first.rows)}.`;
}
