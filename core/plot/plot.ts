import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { PlotQuestion } from '../question/plot.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { count, plural } from '../text/figures.ts';
import { roundNumber, roundSeconds } from '../text/round-width.ts';

/** How values lie along an axis: as numbers, as microseconds since 1970, or one beside the other. */
export interface PlotAxis {
  title: string;
  kind: 'number' | 'time' | 'category';
}

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

interface Drawn {
  asked: PlotQuestion;
  engine: Engine;
  run: Run;
  /** `x`, `y` (null where nothing is up) and `s`, the series, of each row that has them. */
  rows: Sql;
  x: PlotAxis;
  y: PlotAxis | null;
}

/** Throws `column_missing`, and `bad_option` where a column cannot be drawn so. */
export async function plotData(engine: Engine, table: Sql, asked: PlotQuestion, run: Run): Promise<PlotData> {
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
  const every = sql`SELECT ${isApart ? sql`${ident(x!.name)}::VARCHAR` : valueOf(x!)} AS x,
  ${y ? valueOf(y) : sql`NULL`}::DOUBLE AS y, ${by ? sql`coalesce(${ident(by.name)}::VARCHAR, 'null')` : sql`''`} AS s
FROM (${table})`;
  const has = sql`x IS NOT NULL${y ? sql` AND y IS NOT NULL` : sql``}`;
  const [counted] = await engine.rows<{ all: number; found: number }>(
    sql`SELECT count(*)::DOUBLE AS "all", (count(*) FILTER (${has}))::DOUBLE AS found FROM (${every})`,
    run,
  );
  const names = await engine.rows<{ s: string }>(
    sql`SELECT s FROM (${every}) WHERE ${has} GROUP BY s ORDER BY count(*) DESC, s LIMIT ${mostSeries + 1}`,
    run,
  );
  const kept = names.length > mostSeries ? names.slice(0, mostSeries - 1) : names;
  const isKept = kept.map(({ s }) => sql`s = ${s}`).reduce((a, b) => sql`${a} OR ${b}`, sql`FALSE`);
  const rows = sql`(SELECT x, y, CASE WHEN ${isKept} THEN s ELSE 'others' END AS s FROM (${every}) WHERE ${has})`;
  const drawn = await draw[asked.mark]({ asked, engine, run, rows, x: axis, y: up });
  const order = [...kept.map(({ s }) => s), ...(names.length > kept.length ? ['others'] : [])];
  const left = counted!.all - counted!.found;
  return {
    mark: asked.mark,
    x: axis,
    y: drawn.y,
    step: drawn.step ?? null,
    series: order.map((name) => ({
      name: by ? name : null,
      points: drawn.points.flatMap(({ s, ...point }) => (s === name ? [point] : [])),
    })),
    rows: counted!.found,
    notes: [
      ...(drawn.notes ?? []),
      ...(left > 0
        ? [`${count(left)} of ${plural(counted!.all, 'row')} ${left === 1 ? 'has' : 'have'} no value here`]
        : []),
    ],
  };
}

interface Found {
  y: PlotAxis;
  points: (PlotPoint & { s: string })[];
  step?: number | null;
  notes?: string[];
}

const number = (title: string): PlotAxis => ({ title, kind: 'number' });

const draw: Record<PlotQuestion['mark'], (drawn: Drawn) => Promise<Found>> = {
  async histogram({ engine, rows, run, x }) {
    const step = x.kind === 'category' ? null : await stepOf({ engine, rows, run, x }, mostBins);
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    return { y: number('rows'), step, ...(await grouped({ engine, rows, run, x }, place, sql`count(*)`)) };
  },
  async line({ engine, rows, run, x, y }) {
    const [found] = await engine.rows<{ n: number; most: number }>(
      sql`SELECT count(DISTINCT x)::DOUBLE AS n, (SELECT max(n) FROM (SELECT count(*)::DOUBLE AS n FROM ${rows} GROUP BY x, s)) AS most FROM ${rows}`,
      run,
    );
    const isMany = x.kind !== 'category' && found!.n > mostSteps;
    const step = isMany ? await stepOf({ engine, rows, run, x }, mostSteps / 2) : null;
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    const title = isMany || found!.most > 1 ? `mean of ${y!.title}` : y!.title;
    return { y: number(title), step, ...(await grouped({ engine, rows, run, x }, place, sql`avg(y)`, Infinity)) };
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
  async bar({ engine, rows, run, x, y }) {
    const [found] = await engine.rows<{ most: number | null }>(
      sql`SELECT max(n) AS most FROM (SELECT count(*)::DOUBLE AS n FROM ${rows} GROUP BY x, s)`,
      run,
    );
    const title = y === null ? 'rows' : (found!.most ?? 0) > 1 ? `sum of ${y.title}` : y.title;
    return { y: number(title), ...(await grouped({ engine, rows, run, x }, sql`x`, y ? sql`sum(y)` : sql`count(*)`)) };
  },
  async box({ engine, rows, run, x, y }) {
    const { places, notes } = await commonest({ engine, rows, run, x });
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
  async share({ engine, rows, run, x, asked }) {
    const step = x.kind === 'time' ? await stepOf({ engine, rows, run, x }, mostBins) : null;
    const place = step === null ? sql`x` : sql`floor(x / ${step}) * ${step}`;
    const over = asked.by === null ? sql`` : sql`PARTITION BY x`;
    const found = await grouped({ engine, rows, run, x }, place, sql`count(*)`);
    const shares = sql`SELECT ${place} AS x, s, count(*)::DOUBLE AS n FROM ${rows} GROUP BY ALL`;
    const all = await engine.rows<{ x: number | string; s: string; share: number }>(
      sql`SELECT x, s, n / sum(n) OVER (${over}) AS share FROM (${shares})`,
      run,
    );
    const of = new Map(all.map((one) => [`${one.s} ${one.x}`, one.share]));
    const points = found.points.map((point) => ({ ...point, y: 100 * (of.get(`${point.s} ${point.x}`) ?? 0) }));
    return { y: number('% of rows'), step, points, notes: found.notes };
  },
};

type Placed = Pick<Drawn, 'engine' | 'rows' | 'run' | 'x'>;

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

async function commonest({ engine, rows, run }: Placed, most = mostCategories) {
  if (most === Infinity) return { places: sql`TRUE`, notes: [] };
  const [found] = await engine.rows<{ n: number }>(sql`SELECT count(DISTINCT x)::DOUBLE AS n FROM ${rows}`, run);
  const places = sql`x IN (SELECT x FROM ${rows} GROUP BY x ORDER BY count(*) DESC, x LIMIT ${most})`;
  const notes = found!.n > most ? [`the ${most} commonest of ${count(found!.n)} values are drawn`] : [];
  return { places, notes };
}

/** A round width that cuts all of it into so many at most. */
async function stepOf({ engine, rows, run, x }: Placed, most: number): Promise<number> {
  const [found] = await engine.rows<{ low: number | null; high: number | null }>(
    sql`SELECT min(x)::DOUBLE AS low, max(x)::DOUBLE AS high FROM ${rows}`,
    run,
  );
  const least = ((found!.high ?? 0) - (found!.low ?? 0)) / (most - 1);
  if (x.kind === 'time') return roundSeconds(least / 1e6 || 1) * 1e6;
  return least > 0 ? roundNumber(least) : 1;
}

function axisOf({ name, type }: Column): PlotAxis {
  const { kind } = describeType(type);
  if (kind === 'number') return { title: name, kind: 'number' };
  if (type === 'INTERVAL') return { title: `${name}, days`, kind: 'number' };
  return kind === 'instant' ? { title: `${name}, UTC`, kind: 'time' } : { title: name, kind: 'category' };
}

/** A number, microseconds or text; null where it is none, or has no end. */
function valueOf(column: Column): Sql {
  const name = ident(column.name);
  const { kind } = axisOf(column);
  if (column.type === 'INTERVAL') return sql`epoch(${name}) / 86400.0`;
  if (kind === 'number') return sql`CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END`;
  if (kind === 'time') return sql`CASE WHEN isfinite(${name}) THEN epoch_us(${name}::TIMESTAMP)::DOUBLE END`;
  return sql`${name}::VARCHAR`;
}
