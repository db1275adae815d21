import type { DelayCurve, DelayedFeature, DelayKind } from '../../../core/leakage/delay-curve.ts';
import { formatArea } from '../../../core/leakage/model/sentence.ts';
import { count } from '../../../core/text/figures.ts';
import { formatDuration } from '../../../core/time/duration.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';

/** How long it is; no time is a word. */
export function sayDelay(delay: bigint): string {
  return delay === 0n ? 'none' : formatDuration(delay);
}

/** The feature that tells most of the target without a delay; null where none tells anything. */
export function strongest({ features }: DelayCurve): DelayedFeature | null {
  const worth = ({ steps }: DelayedFeature): number => Math.abs((steps[0]?.auc ?? 0.5) - 0.5);
  return features.reduce<DelayedFeature | null>((best, one) => (best && worth(best) >= worth(one) ? best : one), null);
}

const axisTitle: Record<DelayKind, string> = {
  embargo: 'embargo before each label',
  available_after: 'available_after: from when it happened until it is known',
};

/** A line a feature over the delays, one of them in front, and where the slider stands. */
export function delayFigure(curve: DelayCurve, shown: DelayedFeature, at: number, ink: PlotInk): Figure {
  const places = curve.delays.map((_, i) => i);
  const line = (one: DelayedFeature): object => ({
    type: 'scatter',
    mode: one === shown ? 'lines+markers' : 'lines',
    x: places,
    y: one.steps.map(({ auc }) => auc),
    line: { color: one === shown ? ink.past : ink.quiet, width: one === shown ? 2 : 1.25 },
    opacity: one === shown ? 1 : 0.45,
    marker: { color: ink.past, size: 7 },
    customdata: one.steps.map(
      ({ auc, rows }, i) =>
        `${one.feature}<br>${curve.of} ${sayDelay(curve.delays[i]!)}: ${auc === null ? 'no AUC' : formatArea(auc)}, ${count(rows)} rows`,
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
        ticktext: curve.delays.map(sayDelay),
        title: { text: axisTitle[curve.of], standoff: 6, font: { size: 11 } },
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

export function delayTable({ of, delays, features }: DelayCurve): { head: string[]; rows: (string | number)[][] } {
  return {
    head: [of, ...features.flatMap(({ feature }) => [`AUC of ${feature}`, 'rows'])],
    rows: delays.map((delay, i) => [
      sayDelay(delay),
      ...features.flatMap(({ steps }) => [
        steps[i]!.auc === null ? '' : Number(steps[i]!.auc.toFixed(4)),
        steps[i]!.rows,
      ]),
    ]),
  };
}

/** What a feature is worth at a delay, beside what it is without. */
export function sayAtDelay({ of, delays }: DelayCurve, { feature, steps }: DelayedFeature, at: number): string {
  const [first, now] = [steps[0]!, steps[at]!];
  const area = (auc: number | null): string => (auc === null ? 'no AUC' : `an AUC of ${formatArea(auc)}`);
  const over = `over ${count(now.rows)} rows`;
  const [without, long] = [of === 'embargo' ? 'without' : 'with none', formatDuration(delays[at]!)];
  if (at === 0) {
    const begin = of === 'embargo' ? 'Without an embargo' : 'Known as early as it can be,';
    return `${begin} ${feature} alone has ${area(first.auc)}, ${over}.`;
  }
  const begin = of === 'embargo' ? `With an embargo of ${long}` : `With available_after: ${long}`;
  return `${begin} ${feature} alone has ${area(now.auc)}, ${over}; ${without}, ${area(first.auc)} over ${count(first.rows)}.`;
}
