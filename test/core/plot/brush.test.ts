import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Brush } from '../../../core/plot/axis.ts';
import { brushOver, brushPlaces, sayBrush } from '../../../core/plot/brush.ts';
import { plotData, selectedInPlot, type PlotData } from '../../../core/plot/plot.ts';
import { plot } from '../../../core/question/plot.ts';
import { meant, type Asked } from '../../../core/question/question.ts';
import { unsafe } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

type Question = Omit<Asked<typeof plot>, 'of'>;

describe.each(engines)('what a selection marks in other pictures, $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const rows = `SELECT (range * 0.1)::DOUBLE AS v, 'k' || (range % 3) AS k, TIMESTAMP '2024-03-01' + to_days(range::INTEGER) AS at,
    CASE WHEN range < 90 THEN range::DOUBLE END AS half FROM range(100)`;
  const drawn = (asked: Question): Promise<PlotData> =>
    plotData(opened.engine, unsafe(rows), meant(plot, { of: 'rows', ...asked }), {});
  const marked = (asked: Question, brush: Brush) =>
    selectedInPlot(opened.engine, unsafe(rows), meant(plot, { of: 'rows', ...asked }), brush, {});
  /** What is chosen of a picture by the places from one to another. */
  async function over(asked: Question, from: number, to: number): Promise<Brush> {
    const data = await drawn(asked);
    return brushOver(data, asked.x, brushPlaces(data), from, to);
  }
  async function count(condition: string): Promise<number> {
    const [found] = await opened.engine.rows<{ n: number }>(
      unsafe(`SELECT count(*)::DOUBLE AS n FROM (${rows}) WHERE ${condition}`),
    );
    return found!.n;
  }

  it('is just the rows of the bars over which it reaches', async () => {
    const histogram = { x: 'v' } as const;
    const data = await drawn(histogram);
    const [points, places] = [data.series[0]!.points, brushPlaces(data)];
    expect(places.map(({ at }) => at)).toEqual(points.map(({ x }) => x));
    for (let i = 0; i < places.length; i += 6) {
      const found = await marked(histogram, await over(histogram, i, i));
      expect([found.rows, found.series[0]!.points]).toEqual([points[i]!.y, [points[i]]]);
    }
    const all = await marked(histogram, await over(histogram, 0, places.length - 1));
    expect(all.series).toEqual(data.series);
  });

  it('is counted by the other in its own steps, series and places', async () => {
    const brush = await over({ x: 'k', mark: 'bar' }, 1, 1);
    expect(brush).toEqual({ column: 'k', values: ['k1'] });
    const asked = { x: 'at', by: 'k' } as const;
    const [all, some] = [await drawn(asked), await marked(asked, brush)];
    expect(some.rows).toBe(await count("k = 'k1'"));
    expect(some.series.map(({ name, points }) => [name, points.length > 0])).toEqual(
      all.series.map(({ name }) => [name, name === 'k1']),
    );
    const [series] = all.series.filter(({ name }) => name === 'k1');
    expect(some.series.find(({ name }) => name === 'k1')).toEqual(series);
  });

  it('has shares of all rows, means and boxes of those alone', async () => {
    const brush: Brush = {
      column: 'at',
      from: Date.UTC(2024, 2, 1) * 1000,
      to: Date.UTC(2024, 2, 9) * 1000,
      step: null,
    };
    const share = await marked({ x: 'k', mark: 'share' }, brush);
    expect(share.series[0]!.points.map(({ y }) => Math.round(y))).toEqual([3, 3, 3]);
    const line = await marked({ x: 'k', y: 'half', mark: 'line' }, brush);
    expect(line.series[0]!.points.map(({ x, y }) => [x, y])).toEqual([['k0', 3], ['k1', 4], ['k2', 5]]); // prettier-ignore
    const box = await marked({ x: 'k', y: 'half', mark: 'box' }, brush);
    expect(box.series[0]!.points.map((point) => point.box?.[2])).toEqual([3, 4, 5]);
  });

  it('takes points and lines between places too, to the last, and rows without a value never', async () => {
    const asked = { x: 'half', y: 'v', mark: 'scatter' } as const;
    const places = brushPlaces(await drawn(asked));
    expect(places).toHaveLength(60);
    const all = await marked({ x: 'k', mark: 'bar' }, await over(asked, 0, 59));
    expect(all.rows).toBe(await count('half IS NOT NULL'));
    const brush = await over(asked, 30, 59);
    expect((await marked({ x: 'k', mark: 'bar' }, brush)).rows).toBe(await count('half >= 44.5'));
  });

  it('is said in words, and refuses a column that is not there', async () => {
    const [histogram, bars] = [await drawn({ x: 'v' }), await drawn({ x: 'k', mark: 'bar' })];
    expect(sayBrush(await over({ x: 'v' }, 2, 3), histogram.x)).toBe('v: 1 to 2');
    expect(sayBrush(await over({ x: 'k', mark: 'bar' }, 0, 1), bars.x)).toBe('k: k0, k1');
    const days = await drawn({ x: 'at' });
    expect(sayBrush(await over({ x: 'at' }, 0, 0), days.x)).toMatch(/^at, UTC: 2024-\d\d-\d\d to 2024-\d\d-\d\d$/);
    await expect(marked({ x: 'v' }, { column: 'gone', values: ['a'] })).rejects.toMatchObject({
      code: 'column_missing',
    });
  });
});
