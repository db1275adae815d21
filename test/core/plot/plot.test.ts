import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plotData, type PlotData } from '../../../core/plot/plot.ts';
import { plot } from '../../../core/question/plot.ts';
import { meant, type Asked } from '../../../core/question/question.ts';
import { sql, unsafe } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

describe.each(engines)('what a plot draws, $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  function drawn(rows: string, asked: Omit<Asked<typeof plot>, 'of'>): Promise<PlotData> {
    return plotData(opened.engine, sql`${unsafe(rows)}`, meant(plot, { of: 'rows', ...asked }), {});
  }
  const first = ({ series }: PlotData) => series[0]!.points.map(({ x, y }) => [x, y]);

  it('counts numbers in steps of one round width, and says what has no value', async () => {
    const data = await drawn('SELECT range AS v FROM range(100) UNION ALL SELECT NULL', { x: 'v' });
    expect([data.step, first(data).length, first(data)[0], data.rows]).toEqual([5, 20, [0, 5], 100]);
    expect(data.notes).toEqual(['1 of 101 rows has no value here']);
  });

  it('takes times as microseconds, steps of them as round as clocks', async () => {
    const days = `SELECT TIMESTAMP '2024-03-01' + to_days(range::INTEGER) AS at FROM range(60)`;
    const data = await drawn(days, { x: 'AT' });
    expect([data.x, data.step]).toEqual([{ title: 'at, UTC', kind: 'time' }, 5 * 86_400e6]);
    expect(first(data).reduce((sum, [, n]) => sum + Number(n), 0)).toBe(60);
  });

  it('draws a line through each value, and the mean where several have one place', async () => {
    const one = await drawn("FROM (VALUES (2, 5.5, 'a'), (1, 3, 'a'), (1, 9, 'b')) AS t(x, y, s)", {
      ...{ mark: 'line', x: 'x', y: 'y', by: 's' },
    });
    expect(one.series).toEqual([
      { name: 'a', points: [expect.objectContaining({ x: 1, y: 3 }), expect.objectContaining({ x: 2, y: 5.5 })] },
      { name: 'b', points: [expect.objectContaining({ x: 1, y: 9 })] },
    ]);
    const mean = await drawn('FROM (VALUES (1, 2), (1, 4)) AS t(x, y)', { mark: 'line', x: 'x', y: 'y' });
    expect([mean.y.title, first(mean)]).toEqual(['mean of y', [[1, 3]]]);
  });

  it('draws at most some thousand points, the same each time', async () => {
    const rows = 'SELECT range AS x, range * 2 AS y FROM range(10000)';
    const data = await drawn(rows, { mark: 'scatter', x: 'x', y: 'y' });
    expect(first(data)).toHaveLength(4000);
    expect(data.notes).toEqual(['4,000 of 10,000 rows are drawn']);
    expect(await drawn(rows, { mark: 'scatter', x: 'x', y: 'y' })).toEqual(data);
  });

  it('adds up in bars, the greatest first, and puts all but five series together', async () => {
    const bars = await drawn("FROM (VALUES ('a', 1), ('b', 5), ('b', 2)) AS t(k, v)", { mark: 'bar', x: 'k', y: 'v' });
    expect([bars.y.title, first(bars)]).toEqual(['sum of v', [['b', 7], ['a', 1]]]); // prettier-ignore
    const many = await drawn('SELECT range % 9 AS s, range AS v FROM range(90)', { mark: 'bar', x: 's', by: 's' });
    expect(many.series.map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4', 'others']);
  });

  it('gives five numbers a box, those far out left aside', async () => {
    const rows = "SELECT 'k' AS k, v FROM (VALUES (1), (2), (3), (4), (5), (100)) AS t(v)";
    const data = await drawn(rows, { mark: 'box', x: 'k', y: 'v' });
    expect(data.series[0]!.points[0]!.box).toEqual([1, 2.25, 3.5, 4.75, 5]);
  });

  it('gives shares that are a hundred together', async () => {
    const rows = "FROM (VALUES ('a', 1), ('a', 2), ('a', 1), ('b', 1)) AS t(k, s)";
    const data = await drawn(rows, { mark: 'share', x: 'k', by: 's' });
    const at = (k: string) => data.series.flatMap(({ points }) => points.filter(({ x }) => x === k).map(({ y }) => y));
    expect(at('b')).toEqual([100]);
    expect(at('a').map((y) => Number(y.toFixed(1)))).toEqual([66.7, 33.3]);
  });

  it('says which column is not there, and which cannot be drawn so', async () => {
    await expect(drawn('SELECT 1 AS spend', { x: 'spent' })).rejects.toMatchObject({ code: 'column_missing' });
    const texts = drawn("SELECT 'a' AS x, 'b' AS y", { mark: 'bar', x: 'x', y: 'y' });
    await expect(texts).rejects.toThrow('y is no number');
    expect((await drawn('SELECT 1 AS x WHERE FALSE', { x: 'x' })).series).toEqual([]);
  });
});
