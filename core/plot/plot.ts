import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { PlotQuestion } from '../question/plot.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { count, plural } from '../text/figures.ts';
import { roundNumber, roundSeconds } from '../text/round-width.ts';
import { axisOf, isBrushed, plottedValue, type Brush, type PlotAxis } from './axis.ts';

/** A place and what stands there; of a box its five numbers in place of `y`. */
export interface PlotPoint {
  x: number | string;
  y: number;
  box?: readonly [low: number, q1: number, median: number, q3: number, high: number];
}

/** What a plot draws: few points, whatever number of rows they are of. */
export interface PlotData {
  mark: PlotQuestion['mark'];
  x: PlotAxis;
  y: PlotAxis;
  /** Of a histogram, and of times that were put together: the width of each step in the units of `x`. */
  step: number | null;
  /** By size, the last of them may be all others; one without a name where nothing divides the rows. */
  series: { name: string | null; points: PlotPoint[] }[];
  rows: number;
  /** What was put together or left out, each in a sentence. */
  notes: string[];
}

const mostBins = 30;
const mostSeries = 6;
const mostCategories = 40;
const mostPoints = 4000;
const mostSteps = 500;

/** What of a picture's rows was chosen: the same picture of those alone, in the same steps and series. */
export interface PlotMarks {
  series: PlotData['series'];
  rows: number;
}

interface Drawn {
  asked: PlotQuestion;
  engine: Engine;
  run: Run;
  /** `x`, `y` (null where nothing is up) and `s`, the series, of each row that has them. */
  all: Sql;
  /** Those that are drawn, in the steps and at the places of all. */
  rows: Sql;
  x: PlotAxis;
  y: PlotAxis | null;
}

/** Throws `column_missing`, and `bad_option` where a column cannot be drawn so. */
export async function plotData(engine: Engine, table: Sql, asked: PlotQuestion, run: Run): Promise<PlotData> {
  const { laid, counted, order, isCut } = await layOut(engine, table, asked, null, run);
  const drawn = await draw[asked.mark](laid);
  const left = counted.all - counted.found;
  return {
    mark: asked.mark,
    x: laid.x,
    y: drawn.y,
    step: drawn.step ?? null,
    series: seriesOf(order, drawn, isCut),
    rows: counted.found,
    notes: [
      ...(drawn.notes ?? []),
      ...(left > 0
        ? [`${count(left)} of ${plural(counted.all, 'row')} ${left === 1 ? 'has' : 'have'} no value here`]
        : []),
    ],
  };
}

/** What of it a brush chooses. Throws as `plotData` does. */
export async function selectedInPlot(
  engine: Engine,
  table: Sql,
  asked: PlotQuestion,
  brush: Brush,
  run: Run,
): Promise<PlotMarks> {
  const { laid, counted, order, isCut } = await layOut(engine, table, asked, brush, run);
  return { series: seriesOf(order, await draw[asked.mark](laid), isCut), rows: counted.found };
}

async function layOut(engine: Engine, table: Sql, asked: PlotQuestion, brush: Brush | null, run: Run) {
  const columns = await engine.columns(table);
  const find = (name: string): Column => {
    const known = columns.map((one) => one.name);
    const found = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    throw new AsofError('column_missing', {
      ...{ table: asked.of, column: name, near: nearest(name, known) ?? '', known: known.join(', ') },
    });
  };
  const [x, y, by] = [asked.x, asked.y, asked.by].map((name) => (name === null ? null : find(name)));
  const along = axisOf(x!);
  const up = y ? axisOf(y) : null;
  if (up && up.kind !== 'number')
    throw new AsofError('bad_option', { message: `${up.title} is no number`, expected: 'name another column as y' });
  if (asked.mark === 'scatter' && along.kind === 'category')
    throw new AsofError('bad_option', { message: `${along.title} is no number`, expected: 'draw bar or box of it' });
  // A box, a bar and a share stand beside one another, but at times.
  const isApart = asked.mark === 'box' || ((asked.mark === 'bar' || asked.mark === 'share') && along.kind === 'number');
  const axis: PlotAxis = isApart ? { ...along, kind: 'category' } : along;
  const every = sql`SELECT ${isApart ? sql`${ident(x!.name)}::VARCHAR` : plottedValue(x!)} AS x,
  ${y ? plottedValue(y) : sql`NULL`}::DOUBLE AS y, ${by ? sql`coalesce(${ident(by.name)}::VARCHAR, 'null')` : sql`''`} AS s,
  ${brush ? isBrushed(brush, find(brush.column)) : sql`TRUE`} AS chosen
FROM (${table})`;
  const has = sql`x IS NOT NULL${y ? sql` AND y IS NOT NULL` : sql``}`;
  const [counted] = await engine.rows<{ all: number; found: number }>(
    sql`SELECT count(*)::DOUBLE AS "all", (count(*) FILTER (${has} AND chosen))::DOUBLE AS found FROM (${every})`,
    run,
  );
  const names = await engine.rows<{ s: string }>(
    sql`SELECT s FROM (${every}) WHERE ${has} GROUP BY s ORDER BY count(*) DESC, s LIMIT ${mostSeries + 1}`,
    run,
  );
  const kept = names.length > mostSeries ? names.slice(0, mostSeries - 1) : names;
  const isKept = kept.map(({ s }) => sql`s = ${s}`).reduce((a, b) => sql`${a} OR ${b}`, sql`FALSE`);
  const all = sql`(SELECT x, y, CASE WHEN ${isKept} THEN s ELSE 'others' END AS s, chosen FROM (${every}) WHERE ${has})`;
  const rows = brush ? sql`(FROM ${all} WHERE chosen)` : all;
  const laid: Drawn = { asked, engine, run, all, rows, x: axis, y: up };
  const order = [...kept.map(({ s }) => s), ...(names.length > kept.length ? ['others'] : [])];
  return { laid, counted: counted!, order, isCut: by !== null };
}

function seriesOf(order: readonly string[], { points }: Found, isCut: boolean): PlotData['series'] {
  return order.map((name) => ({
    name: isCut ? name : null,
    points: points.flatMap(({ s, ...point }) => (s === name ? [point] : [])),
  }));
}

interface Found {
  y: PlotAxis;
  points: (PlotPoint & { s: string })[];
  step?: number | null;
  notes?: string[];
}

const number = (title: string): PlotAxis => ({ title, kind: 'number' });

const draw: Record<PlotQuestion['mark'], (drawn: Drawn) => Promise<Found>> = {
  async histogram(drawn) {
    const step = drawn.x.kind === 'category' ? null : await stepOf(drawn, mostBins);
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    return { y: number('rows'), step, ...(await grouped(drawn, place, sql`count(*)`)) };
  },
  async line(drawn) {
    const { engine, all, run, x, y } = drawn;
    const [found] = await engine.rows<{ n: number; most: number }>(
      sql`SELECT count(DISTINCT x)::DOUBLE AS n, (SELECT max(n) FROM (SELECT count(*)::DOUBLE AS n FROM ${all} GROUP BY x, s)) AS most FROM ${all}`,
      run,
    );
    const isMany = x.kind !== 'category' && found!.n > mostSteps;
    const step = isMany ? await stepOf(drawn, mostSteps / 2) : null;
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    const title = isMany || found!.most > 1 ? `mean of ${y!.title}` : y!.title;
    return { y: number(title), step, ...(await grouped(drawn, place, sql`avg(y)`, Infinity)) };
  },
  async scatter({ engine, rows, run, y }) {
    const [found] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${rows}`, run);
    const points = await engine.rows<Found['points'][number]>(
      sql`SELECT x::DOUBLE AS x, y, s FROM ${rows} ORDER BY hash(x, y, s) LIMIT ${mostPoints}`,
      run,
    );
    const isSample = found!.n > mostPoints;
    return { y: y!, points, notes: isSample ? [`${count(mostPoints)} of ${count(found!.n)} rows are drawn`] : [] };
  },
  async bar(drawn) {
    const { engine, all, run, y } = drawn;
    const [found] = await engine.rows<{ most: number | null }>(
      sql`SELECT max(n) AS most FROM (SELECT count(*)::DOUBLE AS n FROM ${all} GROUP BY x, s)`,
      run,
    );
    const title = y === null ? 'rows' : (found!.most ?? 0) > 1 ? `sum of ${y.title}` : y.title;
    return { y: number(title), ...(await grouped(drawn, sql`x`, y ? sql`sum(y)` : sql`count(*)`)) };
  },
  async box(drawn) {
    const { engine, rows, run, y } = drawn;
    const { places, notes } = await commonest(drawn);
    const found = await engine.rows<{
      x: string;
      s: string;
      q1: number;
      median: number;
      q3: number;
      low: number;
      high: number;
    }>(
      sql`WITH q AS (SELECT x, s, quantile_cont(y, [0.25, 0.5, 0.75]) AS q FROM ${rows} WHERE ${places} GROUP BY x, s)
SELECT q.x, q.s, any_value(q.q[1]) AS q1, any_value(q.q[2]) AS median, any_value(q.q[3]) AS q3,
  min(r.y) FILTER (r.y >= q.q[1] - 1.5 * (q.q[3] - q.q[1])) AS low,
  max(r.y) FILTER (r.y <= q.q[3] + 1.5 * (q.q[3] - q.q[1])) AS high
FROM q JOIN ${rows} AS r ON r.x = q.x AND r.s = q.s GROUP BY q.x, q.s ORDER BY q.x`,
      run,
    );
    const points = found.map(({ q1, median, q3, low, high, ...at }) => {
      return { ...at, y: median, box: [low, q1, median, q3, high] as const };
    });
    return { y: y!, points, notes };
  },
  async share(drawn) {
    const { engine, all, rows, run, asked } = drawn;
    const step = drawn.x.kind === 'time' ? await stepOf(drawn, mostBins) : null;
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    const found = await grouped(drawn, place, sql`count(*)`);
    const over = asked.by === null ? sql`` : sql`PARTITION BY x`;
    const counted = sql`SELECT ${place} AS x, s, count(*)::DOUBLE AS n FROM ${all} GROUP BY ALL`;
    const whole = sql`SELECT x, s, sum(n) OVER (${over}) AS whole FROM (${counted})`;
    const drawnOf = sql`SELECT ${place} AS x, s, count(*)::DOUBLE AS n FROM ${rows} GROUP BY ALL`;
    const shares = await engine.rows<{ x: number | string; s: string; share: number }>(
      sql`SELECT x, s, n / whole AS share FROM (${drawnOf}) JOIN (${whole}) USING (x, s)`,
      run,
    );
    const of = new Map(shares.map((one) => [`${one.s} ${one.x}`, one.share]));
    const points = found.points.map((point) => ({ ...point, y: 100 * (of.get(`${point.s} ${point.x}`) ?? 0) }));
    return { y: number('% of rows'), step, points, notes: found.notes };
  },
};

type Placed = Pick<Drawn, 'engine' | 'all' | 'rows' | 'run' | 'x'>;

/** One value a place and series; of categories the commonest, those first. */
async function grouped(placed: Placed, place: Sql, value: Sql, most = mostCategories) {
  const { engine, rows, run, x } = placed;
  const { places, notes } = x.kind === 'category' ? await commonest(placed, most) : { places: sql`TRUE`, notes: [] };
  const order = x.kind === 'category' && most !== Infinity ? sql`sum(n) OVER (PARTITION BY x) DESC, x` : sql`x`;
  const points = await engine.rows<Found['points'][number]>(
    sql`SELECT x, s, y FROM (SELECT ${place} AS x, s, (${value})::DOUBLE AS y, count(*) AS n FROM ${rows} WHERE ${places} GROUP BY ALL)
ORDER BY ${order}, s`,
    run,
  );
  return { points, notes };
}

async function commonest({ engine, all, run }: Placed, most = mostCategories) {
  if (most === Infinity) return { places: sql`TRUE`, notes: [] };
  const [found] = await engine.rows<{ n: number }>(sql`SELECT count(DISTINCT x)::DOUBLE AS n FROM ${all}`, run);
  const places = sql`x IN (SELECT x FROM ${all} GROUP BY x ORDER BY count(*) DESC, x LIMIT ${most})`;
  const notes = found!.n > most ? [`the ${most} commonest of ${count(found!.n)} values are drawn`] : [];
  return { places, notes };
}

/** A round width that cuts all of it into so many at most. */
async function stepOf({ engine, all, run, x }: Placed, most: number): Promise<number> {
  const [found] = await engine.rows<{ low: number | null; high: number | null }>(
    sql`SELECT min(x)::DOUBLE AS low, max(x)::DOUBLE AS high FROM ${all}`,
    run,
  );
  const least = ((found!.high ?? 0) - (found!.low ?? 0)) / (most - 1);
  if (x.kind === 'time') return roundSeconds(least / 1e6 || 1) * 1e6;
  return least > 0 ? roundNumber(least) : 1;
}
