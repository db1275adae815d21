import { plotNumber, sayPlace, timeText } from '../../../core/plot/say-plot.ts';
import type { PlotData, PlotPoint } from '../../../core/rpc/sql-api.ts';
import type { Figure, PlotInk } from '../../ui/chart/plot-theme.ts';

/** Colour means something else here: series differ in lightness, in their dashes, in their marks and in their hatching. */
const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'solid'] as const;
const symbols = [
  'circle',
  'diamond-open',
  'square-open',
  'cross-thin-open',
  'triangle-up-open',
  'circle-open',
] as const;
const hatches = ['', '/', '.', 'x', '\\', '-'] as const;

export function plotFigure({ mark, x, y, step, series }: PlotData, ink: PlotInk): Figure {
  const shade = (i: number): string => [ink.ink, ink.quiet, ink.strongLine][i % 3]!;
  const place = ({ x: at }: PlotPoint): number | string => {
    const middle = typeof at === 'number' && step !== null && mark !== 'line' ? at + step / 2 : at;
    return x.kind === 'time' ? timeText(Number(middle)) : middle;
  };
  const data = series.map(({ name, points }, i): object => {
    const common = {
      name: name ?? y.title,
      x: points.map(place),
      y: points.map((point) => point.y),
      customdata: points.map((point) => [sayPlace(point.x, x, step), plotNumber(point.y)]),
      hovertemplate: `%{customdata[0]}<br>${escaped(y.title)}: %{customdata[1]}<extra>${escaped(name ?? '')}</extra>`,
    };
    if (mark === 'line')
      return { ...common, type: 'scatter', mode: 'lines', line: { color: shade(i), width: 1.75, dash: dashes[i] } };
    if (mark === 'scatter') {
      const marker = { color: shade(i), size: 5, opacity: 0.6, symbol: symbols[i] };
      return { ...common, type: 'scatter', mode: 'markers', marker };
    }
    if (mark === 'box') return { ...common, type: 'scatter', mode: 'markers', marker: { color: shade(i), size: 1 } };
    const pattern = { shape: hatches[i], fillmode: 'overlay', fgcolor: ink.surface, size: 6, solidity: 0.3 };
    const marker = { color: shade(i), pattern, line: { color: ink.surface, width: 1 } };
    return { ...common, type: 'bar', marker, ...(step !== null && { width: x.kind === 'time' ? step / 1000 : step }) };
  });
  const places = [...new Set(series.flatMap(({ points }) => points.map((point) => String(point.x))))];
  const boxes = mark === 'box' ? boxesOf(series, places, ink, shade) : null;
  const isStacked = mark === 'share' || mark === 'histogram' || step !== null;
  const isLegend = series.length > 1;
  return {
    data: boxes?.data ?? data,
    layout: {
      margin: { l: 64, r: 16, t: isLegend ? 34 : 14, b: 52 },
      showlegend: isLegend,
      legend: { orientation: 'h', x: 0, y: 1, yanchor: 'bottom', font: { family: ink.data, color: ink.quiet } },
      barmode: isStacked ? 'stack' : 'group',
      bargap: step === null ? 0.3 : 0,
      hovermode: 'closest',
      xaxis: {
        ...axis(x.title, ink),
        type: boxes ? 'linear' : { number: 'linear', time: 'date', category: 'category' }[x.kind],
        ...(x.kind === 'category' && !boxes && { categoryorder: 'array', categoryarray: places }),
        ...boxes?.xaxis,
        showgrid: false,
      },
      yaxis: { ...axis(y.title, ink), rangemode: mark === 'scatter' || mark === 'box' ? 'normal' : 'tozero' },
      ...(boxes && { shapes: boxes.shapes }),
    },
  };
}

function axis(title: string, ink: PlotInk): object {
  return {
    fixedrange: true,
    zeroline: false,
    automargin: true,
    gridcolor: ink.line,
    linecolor: ink.strongLine,
    ticks: '',
    title: { text: escaped(title), standoff: 10, font: { family: ink.text, size: 12, color: ink.quiet } },
  };
}

/** The bundle has no boxes: they are drawn, and the points under them say their numbers. */
function boxesOf(series: PlotData['series'], places: readonly string[], ink: PlotInk, shade: (i: number) => string) {
  const half = 0.34 / series.length;
  const shapes: object[] = [];
  const data = series.map(({ name, points }, i): object => {
    const at = points.map((point) => places.indexOf(String(point.x)) + (i - (series.length - 1) / 2) * half * 2.4);
    points.forEach(({ box }, k) => {
      const [low, q1, median, q3, high] = box!;
      const color = shade(i);
      const line = (x0: number, x1: number, y0: number, y1: number, width = 1.25): object => {
        return { type: 'line', x0, x1, y0, y1, line: { color, width } };
      };
      const [x, left, right] = [at[k]!, at[k]! - half, at[k]! + half];
      shapes.push(line(x, x, low, q1), line(x, x, q3, high), line(left, right, median, median, 2.5));
      shapes.push({ type: 'rect', x0: left, x1: right, y0: q1, y1: q3, line: { color, width: 1.25 } });
    });
    return {
      type: 'scatter',
      mode: 'markers',
      name: name ?? '',
      x: at.flatMap((x) => [x, x, x]),
      y: points.flatMap(({ box }) => [box![0], box![2], box![4]]),
      marker: { color: shade(i), size: 7, opacity: 0.01 },
      customdata: points.flatMap(({ x, box }) => Array.from({ length: 3 }, () => [x, box!.map(plotNumber).join(', ')])),
      hovertemplate: '%{customdata[0]}<br>low, quarters, high: %{customdata[1]}<extra></extra>',
    };
  });
  const tickvals = places.map((_, i) => i);
  const xaxis = { tickvals, ticktext: places.map(escaped), range: [-0.6, places.length - 0.4] };
  return { data, shapes, xaxis };
}

/** Plotly takes some of HTML in texts. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
