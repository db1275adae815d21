import { plotNumber, sayPlace, timeText } from '../../../core/plot/say-plot.ts';
import type { PlotData, PlotMarks, PlotPoint } from '../../../core/rpc/sql-api.ts';
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

/** What is not chosen stands back, where something is. */
const faint = 0.28;

/** Where Plotly has a place of the picture along its axis. */
export function plotlyPlace({ mark, x, step }: PlotData, at: number | string): number | string {
  const middle = typeof at === 'number' && step !== null && mark !== 'line' ? at + step / 2 : at;
  return x.kind === 'time' ? timeText(Number(middle)) : middle;
}

/** @param marks What of it is chosen; null where nothing is. */
export function plotFigure(data: PlotData, marks: PlotMarks | null, ink: PlotInk): Figure {
  const { mark, x, y, step, series } = data;
  const isStacked = mark === 'share' || mark === 'histogram' || step !== null;
  const places = [...new Set(series.flatMap(({ points }) => points.map((point) => String(point.x))))];
  const isBox = mark === 'box';
  const drawn: Layer[] = series.flatMap(({ name, points }, nth): Layer[] => {
    const one = { name: name ?? y.title, nth, of: null };
    const chosen = marks?.series[nth]?.points;
    if (!chosen) return [{ ...one, points, strength: 1 }];
    const at = new Map(points.map((point) => [point.x, point.y]));
    const above = { ...one, points: chosen, strength: 1, of: at };
    // Of a stack, what is chosen stands below the rest of its own part.
    if (mark === 'line' || mark === 'scatter' || isBox || !isStacked)
      return [{ ...one, points, strength: faint }, above];
    const taken = new Map(chosen.map((point) => [point.x, point.y]));
    const rest = points.map((point) => ({ ...point, y: point.y - (taken.get(point.x) ?? 0) }));
    return [above, { ...one, points: rest, strength: faint }];
  });
  const boxes = isBox ? boxesOf(drawn, series.length, places, ink) : null;
  const isLegend = series.length > 1;
  return {
    data: boxes?.data ?? drawn.map((layer) => traceOf(data, layer, ink, isStacked)),
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

/** Points of one series that are drawn alike: all of them, those that are chosen, or the others. */
interface Layer {
  name: string;
  /** Which series. */
  nth: number;
  points: PlotPoint[];
  strength: number;
  /** Of those that are chosen: what all have, by place. */
  of: ReadonlyMap<number | string, number> | null;
}

const shadeOf = (nth: number, ink: PlotInk): string => [ink.ink, ink.quiet, ink.strongLine][nth % 3]!;

function traceOf(data: PlotData, { name, nth, points, strength, of }: Layer, ink: PlotInk, isStacked: boolean): object {
  const { mark, x, y, step } = data;
  const color = shadeOf(nth, ink);
  const say = (point: PlotPoint): string => {
    const all = mark === 'line' || mark === 'scatter' ? undefined : of?.get(point.x);
    return all === undefined ? plotNumber(point.y) : `${plotNumber(point.y)} of ${plotNumber(all)} selected`;
  };
  const common = {
    name,
    ...{ legendgroup: String(nth), showlegend: strength === 1, opacity: strength },
    // Beside one another, what is chosen of a series stands before all of it.
    ...(!isStacked && { offsetgroup: String(nth) }),
    x: points.map((point) => plotlyPlace(data, point.x)),
    y: points.map((point) => point.y),
    customdata: points.map((point) => [sayPlace(point.x, x, step), say(point)]),
    hovertemplate: `%{customdata[0]}<br>${escaped(y.title)}: %{customdata[1]}<extra>${escaped(name === y.title ? '' : name)}</extra>`,
  };
  if (mark === 'line')
    return { ...common, type: 'scatter', mode: 'lines', line: { color, width: 1.75, dash: dashes[nth] } };
  if (mark === 'scatter')
    return {
      ...common,
      type: 'scatter',
      mode: 'markers',
      marker: { color, size: 5, opacity: 0.6, symbol: symbols[nth] },
    };
  const pattern = { shape: hatches[nth], fillmode: 'overlay', fgcolor: ink.surface, size: 6, solidity: 0.3 };
  const marker = { color, pattern, line: { color: ink.surface, width: 1 } };
  return { ...common, type: 'bar', marker, ...(step !== null && { width: x.kind === 'time' ? step / 1000 : step }) };
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
function boxesOf(drawn: readonly Layer[], series: number, places: readonly string[], ink: PlotInk) {
  const half = 0.34 / series;
  const shapes: object[] = [];
  const data = drawn.map(({ name, points, nth, strength }): object => {
    const color = shadeOf(nth, ink);
    const at = points.map((point) => places.indexOf(String(point.x)) + (nth - (series - 1) / 2) * half * 2.4);
    points.forEach(({ box }, k) => {
      const [low, q1, median, q3, high] = box!;
      const line = (x0: number, x1: number, y0: number, y1: number, width = 1.25): object => {
        return { type: 'line', x0, x1, y0, y1, opacity: strength, line: { color, width } };
      };
      const [x, left, right] = [at[k]!, at[k]! - half, at[k]! + half];
      shapes.push(line(x, x, low, q1), line(x, x, q3, high), line(left, right, median, median, 2.5));
      shapes.push({
        type: 'rect',
        x0: left,
        x1: right,
        y0: q1,
        y1: q3,
        opacity: strength,
        line: { color, width: 1.25 },
      });
    });
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      showlegend: strength === 1,
      x: at.flatMap((x) => [x, x, x]),
      y: points.flatMap(({ box }) => [box![0], box![2], box![4]]),
      marker: { color, size: 7, opacity: 0.01 },
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
