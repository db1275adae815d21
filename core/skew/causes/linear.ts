import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { offline, type ViewPairs } from '../pairs.ts';
import { bothFinite, asDouble, type Candidate } from './candidate.ts';
import { nice } from './constants.ts';
import type { MeasuredFeature } from './measure.ts';
import { sayNumber, sayOffset } from './say.ts';

/** Two rows make a line, so it takes more of them, and of values, than for a single constant. */
const fewestRows = 8;
const fewestValues = 5;
/** A line that is so near a mere offset or factor is none of its own. */
const noise = 1e-9;
/** How far from the line, against the spread of what is served: two operations on doubles, and on 32-bit floats. */
const near = { double: 1e-11, float: 1e-6 };
/** How far a training set's mean and deviation may lie from the offline values', and be theirs yet. */
const alike = { mean: 0.25, deviation: 1.5 };

/** g - gMean = slope * (f - fMean), for so many rows of the sample. */
interface Line {
  slope: number;
  fMean: number;
  gMean: number;
  spread: number;
  rows: number;
  values: number;
}

/** A factor and an offset at once: units, a range made 0 to 1, a standard score. The commonest slope of a sample's neighbours. */
export async function linear(
  engine: Engine,
  { pairs, feature, measure }: MeasuredFeature,
  sample: Sql,
  run?: Run,
): Promise<Candidate[]> {
  if (measure !== 'number' && measure !== 'integer') return [];
  const points = sql`SELECT f::DOUBLE AS f, g::DOUBLE AS g, n FROM (${sample}) WHERE ${bothFinite}`;
  const [common] = await engine.rows<{ slope: number; n: number }>(
    sql`SELECT median(slope) AS slope, count(*)::DOUBLE AS n FROM (
  SELECT (g - lag(g, k) OVER ordered) / (f - lag(f, k) OVER ordered) AS slope
  FROM (${points}), (VALUES (1), (7)) back(k) WINDOW ordered AS (PARTITION BY k ORDER BY hash(n))
) WHERE isfinite(slope) AND slope <> 0 GROUP BY round(slope, (4 - floor(log10(abs(slope))))::INTEGER)
ORDER BY n DESC, slope LIMIT 1`,
    run,
  );
  if (!common || common.n < fewestRows / 2) return [];
  const line = await fitted(engine, points, common.slope, run);
  if (!line || line.rows < fewestRows || line.values < fewestValues) return [];
  const { slope, fMean, gMean, spread } = line;
  const shift = gMean - slope * fMean;
  if (Math.abs(slope - 1) < noise || Math.abs(shift) < noise * Math.max(Math.abs(gMean), spread)) return [];
  const score = slope > 0 && (await isScore(engine, pairs, feature, -shift / slope, 1 / slope, run));
  const far = sql`abs(g::DOUBLE - (${asDouble(gMean)} + ${asDouble(slope)} * (f::DOUBLE - ${asDouble(fMean)})))`;
  const size = sql`greatest(abs(g::DOUBLE - ${asDouble(gMean)}), ${asDouble(spread)})`;
  const isFloat = sql`TRY_CAST(g AS FLOAT)::DOUBLE = g::DOUBLE`;
  return [
    {
      cause: score ? 'standard_score' : 'linear',
      detail: score ? sayScore(-shift / slope, 1 / slope) : sayLine(slope, shift, Math.max(Math.abs(gMean), spread)),
      test: sql`${bothFinite} AND (${far} <= ${size} * ${asDouble(near.double)} OR (${isFloat} AND ${far} <= ${size} * ${asDouble(near.float)}))`,
      against: ['values', 'changes'],
      atLeast: fewestRows,
      most: true,
      varied: true,
    },
  ];
}

/** The line of that slope that most points are on, about; then the one through these. */
async function fitted(engine: Engine, points: Sql, slope: number, run?: Run): Promise<Line | null> {
  const [found] = await engine.rows<Line>(
    sql`WITH points AS (${points}), size AS (SELECT greatest(stddev_pop(g), 1e-300) AS spread FROM points), rests AS (
  SELECT f, g, spread, g - ${asDouble(slope)} * f AS rest FROM points, size
), common AS (
  SELECT median(rest) AS rest FROM rests GROUP BY round(rest / spread * 1000) ORDER BY count(*) DESC, rest LIMIT 1
), first AS (SELECT f, g FROM rests, common WHERE abs(rests.rest - common.rest) <= spread * 1e-3)
SELECT regr_slope(g, f) AS slope, avg(f) AS "fMean", avg(g) AS "gMean", stddev_pop(g) AS spread,
  count(*)::DOUBLE AS rows, count(DISTINCT f)::DOUBLE AS values FROM first`,
    run,
  );
  return found && Number.isFinite(found.slope) && found.spread > 0 ? found : null;
}

async function isScore(
  engine: Engine,
  { table }: ViewPairs,
  feature: number,
  mean: number,
  deviation: number,
  run?: Run,
): Promise<boolean> {
  const f = sql`(${offline(feature)})::DOUBLE`;
  const [all] = await engine.rows<{ mean: number | null; deviation: number | null }>(
    sql`SELECT avg(${f}) AS mean, stddev_pop(${f}) AS deviation FROM ${table} WHERE isfinite(${f})`,
    run,
  );
  if (!all || all.mean === null || !all.deviation) return false;
  const ratio = deviation / all.deviation;
  return (
    Math.abs(mean - all.mean) < alike.mean * all.deviation && ratio < alike.deviation && ratio > 1 / alike.deviation
  );
}

function sayScore(mean: number, deviation: number): string {
  return `a standard score: less ${sayNumber(Number(mean.toPrecision(6)))}, over ${sayNumber(Number(deviation.toPrecision(6)))}`;
}

function sayLine(slope: number, shift: number, size: number): string {
  const factor = nice(slope, Math.abs(slope), noise);
  return `${sayNumber(factor)} times as much, and ${sayOffset(nice(shift, size, noise))}`;
}
