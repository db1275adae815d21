import { describe, expect, it } from 'vitest';
import { plotSvg } from '../../../core/plot/html/plot-svg.ts';
import type { PlotData, PlotPoint } from '../../../core/plot/plot.ts';

const may = 1_714_521_600_000_000;
const day = 86_400_000_000;

function plotOf(change: Partial<PlotData>): string {
  const axes = { x: { title: 'delay', kind: 'number' }, y: { title: 'rows', kind: 'number' } } as const;
  return plotSvg({ mark: 'bar', ...axes, step: null, series: [], rows: 4, notes: [], ...change }, 'flights').html;
}

/** The places of what has them, in the order in which they are drawn. */
function read(svg: string, attribute: string, what = 'rect'): number[] {
  const found = [...svg.matchAll(new RegExp(`<${what}[^>]* ${attribute}="([-.\\d]+)"`, 'g'))];
  return found.map(([, place]) => Number(place));
}

const alone = (points: PlotPoint[]) => [{ name: null, points }];

describe('a plot as SVG', () => {
  it('draws bars from nought, as tall as their values, and says each', () => {
    const svg = plotOf({
      mark: 'histogram',
      step: 10,
      series: alone([
        { x: 0, y: 1 },
        { x: 10, y: 3 },
      ]),
    });
    const [one, three] = read(svg, 'height');
    expect(three! / one!).toBeCloseTo(3, 1);
    expect(read(svg, 'y').map((y, i) => y + read(svg, 'height')[i]!)).toEqual([250, 250]);
    expect(svg).toContain('<title>10 to 20: 3 rows<');
    expect(svg).toContain('aria-label="histogram of flights: rows over delay, 4 rows."');
  });

  it('puts the parts of a histogram one on the other, and bars of categories side by side', () => {
    const series = [
      { name: 'late', points: [{ x: 0, y: 1 }] },
      { name: 'in time', points: [{ x: 0, y: 2 }] },
    ];
    const stacked = plotOf({ mark: 'histogram', step: 10, series });
    const [first, second] = read(stacked, 'y');
    expect(second! + read(stacked, 'height')[1]!).toBeCloseTo(first!, 1);
    expect(stacked).toMatch(/<text[^>]*>late<\/text>[^]*<text[^>]*>in time<\/text>/);
    const named = series.map(({ name, points }) => ({ name, points: points.map(({ y }) => ({ x: 'AA', y })) }));
    const [left, right] = read(plotOf({ x: { title: 'carrier', kind: 'category' }, series: named }), 'x');
    expect(right).toBeGreaterThan(left!);
  });

  it('draws a bar of less than nothing below the line', () => {
    const svg = plotOf({
      x: { title: 'c', kind: 'category' },
      series: alone([
        { x: 'a', y: 2 },
        { x: 'b', y: -1 },
      ]),
    });
    const [up, down] = read(svg, 'y');
    expect(up! + read(svg, 'height')[0]!).toBeCloseTo(down!, 1);
  });

  it('draws a line, points and boxes where their values are', () => {
    const time = { title: 'at, UTC', kind: 'time' } as const;
    const points = [0, 1, 2].map((i) => ({ x: may + i * day, y: i }));
    expect(plotOf({ mark: 'line', x: time, series: alone(points) })).toMatch(/d="M72 250L348 131L624 12"/);
    expect(plotOf({ mark: 'line', x: time, series: alone(points) })).toMatch(/>1 May 2024</);
    expect(plotOf({ mark: 'scatter', series: alone([{ x: 1, y: 1 }]) })).toMatch(/class="dot" fill="var\(--ink\)"/);
    const box = plotOf({
      mark: 'box',
      x: { title: 'c', kind: 'category' },
      series: alone([{ x: 'a', y: 3, box: [1, 2, 3, 4, 5] }]),
    });
    expect(box).toContain('<title>a: 1, 2, 3, 4, 5<');
    expect(read(box, 'height')).toEqual([119]);
  });

  it('is a picture also of one place, of equal values and of nothing', () => {
    const marks = ['histogram', 'line', 'scatter', 'bar', 'share'] as const;
    for (const mark of marks)
      for (const points of [
        [],
        [{ x: 1, y: 0 }],
        [
          { x: 1, y: 1e300 },
          { x: 1, y: 1e300 },
        ],
      ])
        expect(plotOf({ mark, series: alone(points) })).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has names as text', () => {
    const hostile = `"><script>alert(1)</script>`;
    const svg = plotOf({
      x: { title: hostile, kind: 'category' },
      y: { title: hostile, kind: 'number' },
      series: [1, 2].map((y) => ({ name: hostile, points: [{ x: hostile, y }] })),
    });
    expect(svg).not.toMatch(/<script|"><s/);
  });
});
