import type { ModelCost } from '../../../core/leakage/model/cost.ts';
import { formatArea } from '../../../core/leakage/model/sentence.ts';
import { plainAxis, type Figure, type PlotInk } from '../../ui/chart/plot-theme.ts';

const bars = [
  { of: 'promised', text: 'promised', hint: 'trained and tested on the naive join' },
  { of: 'delivered', text: 'delivered', hint: 'trained on the naive join, tested on what production would see' },
  { of: 'honest', text: 'honest', hint: 'trained and tested as of each label' },
] as const;

const longestName = 20;

/** Both figures' axis: tenths around a coin's 0.5 and all that is shown. */
function areaAxis(cost: ModelCost, ink: PlotInk): object {
  const shown = [
    ...bars.flatMap(({ of }) => [cost[of].low, cost[of].high]),
    ...cost.repairs.flatMap(({ promised, delivered }) => [promised, delivered]),
  ];
  const low = Math.min(0.4, Math.floor(Math.min(...shown) * 10) / 10);
  const high = Math.min(1, Math.max(0.8, Math.ceil(Math.max(...shown) * 10) / 10));
  return {
    ...plainAxis,
    range: [low, high + 0.01],
    showgrid: true,
    gridcolor: ink.line,
    tick0: 0,
    dtick: 0.1,
    tickformat: '.1f',
    title: { text: 'AUC', standoff: 6, font: { size: 11 } },
  };
}

/** A coin's line: what is left of it ranks backwards. */
const coin = (ink: PlotInk): object => ({
  type: 'line',
  yref: 'paper',
  x0: 0.5,
  x1: 0.5,
  y0: 0,
  y1: 1,
  line: { color: ink.strongLine, width: 1.5 },
});

/** Three areas with their intervals, from a coin's 0.5. */
export function promiseFigure(cost: ModelCost, ink: PlotInk): Figure {
  const areas = bars.map(({ of }) => cost[of]);
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        y: bars.map(({ text }) => text),
        x: areas.map(({ auc }) => auc - 0.5),
        base: 0.5,
        width: 0.5,
        marker: { color: [ink.leak, ink.quiet, ink.past], opacity: 0.75 },
        customdata: bars.map(({ hint }, i) => `${hint}<br>${sayArea(areas[i]!)}`),
        hovertemplate: '%{customdata}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        y: bars.map(({ text }) => text),
        x: areas.map(({ auc }) => auc),
        marker: { size: 1, color: ink.ink },
        error_x: {
          type: 'data',
          symmetric: false,
          array: areas.map(({ auc, high }) => high - auc),
          arrayminus: areas.map(({ auc, low }) => auc - low),
          color: ink.ink,
          thickness: 1.5,
          width: 5,
        },
        hoverinfo: 'skip',
      },
    ],
    layout: {
      margin: { l: 84, r: 14, t: 8, b: 44 },
      xaxis: areaAxis(cost, ink),
      yaxis: { ...plainAxis, autorange: 'reversed', tickfont: { family: ink.text, size: 12, color: ink.ink } },
      shapes: [coin(ink)],
    },
  };
}

export function promiseTable(cost: ModelCost): { head: string[]; rows: (string | number)[][] } {
  return {
    head: ['model', 'AUC', 'from', 'to (95 %)'],
    rows: bars.map(({ of, hint }) => [hint, ...[cost[of].auc, cost[of].low, cost[of].high].map(rounded)]),
  };
}

/** From nothing repaired to everything: what each model promises, a diamond, and what it delivers, a dot. */
export function repairFigure(cost: ModelCost, ink: PlotInk): Figure {
  const steps = stepsOf(cost);
  const places = steps.map((_, i) => i);
  const line = (of: 'promised' | 'delivered', color: string, symbol: string): object => ({
    type: 'scatter',
    mode: 'lines+markers',
    x: steps.map((step) => step[of]),
    y: places,
    line: { color, width: 1.5 },
    marker: { color, symbol, size: 9 },
    customdata: steps.map(
      (step) => `${step.name}<br>promised ${formatArea(step.promised)}, delivered ${formatArea(step.delivered)}`,
    ),
    hovertemplate: '%{customdata}<extra></extra>',
  });
  return {
    data: [line('delivered', ink.past, 'circle'), line('promised', ink.leak, 'diamond')],
    layout: {
      margin: { l: 158, r: 14, t: 8, b: 44 },
      xaxis: areaAxis(cost, ink),
      yaxis: {
        ...plainAxis,
        range: [steps.length - 0.5, -0.5],
        tickvals: places,
        ticktext: steps.map(({ name }) => short(name)),
      },
      shapes: [coin(ink)],
    },
  };
}

export function repairTable(cost: ModelCost): { head: string[]; rows: (string | number)[][] } {
  return {
    head: ['repaired', 'AUC promised', 'AUC delivered'],
    rows: stepsOf(cost).map(({ name, promised, delivered }) => [name, rounded(promised), rounded(delivered)]),
  };
}

function stepsOf({ promised, delivered, repairs }: ModelCost) {
  const repaired = repairs.map(({ feature, and, ...areas }) => ({
    name: and ? `+ ${feature} and ${and} more` : `+ ${feature}`,
    ...areas,
  }));
  return [{ name: 'nothing repaired', promised: promised.auc, delivered: delivered.auc }, ...repaired];
}

function sayArea({ auc, low, high }: ModelCost['promised']): string {
  return `AUC ${formatArea(auc)}, between ${formatArea(low)} and ${formatArea(high)} (95 %)`;
}

function rounded(area: number): number {
  return Number(area.toFixed(4));
}

function short(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
