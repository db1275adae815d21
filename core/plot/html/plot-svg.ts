import { html, type Html } from '../../html/html.ts';
import type { PlotData, PlotPoint } from '../plot.ts';
import { plotNumber, sayPlace, sayPlot } from '../say-plot.ts';
import { plotFrame, isStacked, plotScales, round, type PlotScales } from './plot-axes.ts';

/** Colour means something else here: series differ in lightness, in their dashes and in their marks. */
export const plotStyle = `
.plot { max-width: 760px } .plot .bar, .plot .box { stroke: var(--ink); stroke-width: .75; fill: var(--ink) } .plot .box { fill-opacity: .12 }
.plot .line { fill: none; stroke: var(--ink); stroke-width: 1.75 } .plot .dot { stroke: var(--ink); opacity: .65 }
`;
/** Of what is filled, and of what is drawn. */
const shades = [0.85, 0.4, 0.12, 0.6, 0.25, 0.03];
const inks = [1, 0.6, 0.4, 0.85, 0.5, 0.7];
const dashes = ['none', '7 4', '2 3', '8 3 2 3', '12 4', '1 5'];
/** Drawn from their middle. */
const dots = [
  'm-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
  'm0-3.5l3.5 3.5l-3.5 3.5l-3.5-3.5z',
  'm-2.5-2.5h5v5h-5z',
  'm-3-3l6 6m0-6l-6 6',
  'm0-3.5l3.5 6h-7z',
  'm-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0',
];

/** A plot as a picture that stands alone: for pages, which run nothing. */
export function plotSvg(data: PlotData, of: string): Html {
  const scales = plotScales(data);
  const isDivided = data.series.length > 1;
  const drawn = draw[data.mark === 'line' || data.mark === 'scatter' || data.mark === 'box' ? data.mark : 'bars'];
  return html`<svg
    class="plot"
    viewBox="0 ${isDivided ? -22 : 0} ${plotFrame.width} ${isDivided ? 322 : 300}"
    role="img"
    aria-label="${sayPlot(data, of)}"
  >
    ${scales.axes}${drawn(data, scales)}${isDivided ? legend(data) : []}
  </svg>`;
}

const draw = { bars, line: lines, scatter: points, box: boxes };

function bars(data: PlotData, { x, y, band }: PlotScales): Html[] {
  const stacked = isStacked(data);
  const tops = new Map<number | string, number>();
  const wide = stacked ? band : band / data.series.length;
  return data.series.flatMap(({ name, points: all }, i) =>
    all.map((point) => {
      const from = stacked ? (tops.get(point.x) ?? 0) : 0;
      tops.set(point.x, from + point.y);
      const left = data.step !== null ? x(point.x) : x(point.x) - band / 2 + (stacked ? 0 : i * wide);
      const [a, b] = [y(from), y(from + point.y)];
      return html`<rect
        class="bar"
        fill-opacity="${shades[i]!}"
        x="${round(left)}"
        width="${round(wide > 4 ? wide - 1 : wide)}"
        y="${Math.min(a, b)}"
        height="${round(Math.abs(a - b))}"
        ><title>${said(data, point, name)}</title></rect
      >`;
    }),
  );
}

function lines({ series }: PlotData, { x, y }: PlotScales): Html[] {
  return series.map(({ points: all }, i) => {
    const path = all.map((point, k) => `${k === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`).join('');
    return stroke(i, path);
  });
}

function points({ series }: PlotData, { x, y }: PlotScales): Html[] {
  return series.map(({ points: all }, i) => {
    const path = all.map((point) => `M${x(point.x)} ${y(point.y)}${dots[i]!}`).join('');
    return html`<path class="dot" fill="${i === 0 ? 'var(--ink)' : 'none'}" d="${path}" />`;
  });
}

function boxes(data: PlotData, { x, y, band }: PlotScales): Html[] {
  const wide = band / data.series.length;
  return data.series.flatMap(({ name, points: all }, i) =>
    all.map((point) => {
      const [low, q1, median, q3, high] = point.box!.map(y);
      const left = round(x(point.x) - band / 2 + i * wide);
      const [middle, right] = [round(left + wide / 2), round(left + wide - 2)];
      return html`<g
        ><title>${said(data, point, name)}</title
        >${stroke(i, `M${middle} ${low!}V${q1!}M${middle} ${q3!}V${high!}M${left} ${median!}H${right}`)}<rect
          class="box"
          x="${left}"
          width="${round(right - left)}"
          y="${q3!}"
          height="${round(q1! - q3!)}"
      /></g>`;
    }),
  );
}

function stroke(i: number, path: string): Html {
  return html`<path class="line" stroke-opacity="${inks[i]!}" stroke-dasharray="${dashes[i]!}" d="${path}" />`;
}

function legend({ mark, series }: PlotData): Html[] {
  const each = (plotFrame.right - plotFrame.left) / series.length;
  return series.map(({ name }, i) => {
    const x = round(plotFrame.left + i * each);
    const swatch = {
      line: stroke(i, `M${x} -10h16`),
      box: stroke(i, `M${x} -10h16`),
      scatter: html`<path class="dot" fill="${i === 0 ? 'var(--ink)' : 'none'}" d="M${x + 8} -10${dots[i]!}" />`,
      bar: html`<rect class="bar" fill-opacity="${shades[i]!}" x="${x}" y="-15" width="16" height="10" />`,
    }[mark === 'histogram' || mark === 'share' ? 'bar' : mark];
    const letters = Math.max(4, Math.floor((each - 30) / 7));
    const text = (name ?? '').length > letters ? `${name!.slice(0, letters - 1)}…` : (name ?? '');
    return html`${swatch}<text x="${x + 22}" y="-6">${text}</text>`;
  });
}

function said({ x, y, step }: PlotData, point: PlotPoint, name: string | null): string {
  const value = point.box ? point.box.map(plotNumber).join(', ') : plotNumber(point.y);
  return `${name === null ? '' : `${name}, `}${sayPlace(point.x, x, step)}: ${value} ${point.box ? '' : y.title}`.trim();
}
