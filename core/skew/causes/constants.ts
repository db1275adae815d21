import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { bothFinite, asDouble, type Candidate } from './candidate.ts';
import type { Measure } from './measure.ts';
import { sayOffset, sayNumber, sayTimeOffset } from './say.ts';

/** How many values of a constant are looked at: the commonest. */
const looked = 4;
/** Differences smaller than this, against the values, are what floats make of anything. */
const noise = 1e-9;
/** What one or two operations on doubles may round away, against the result. */
const rounding = sql`1e-15::DOUBLE`;

interface Common {
  what: 'offset' | 'factor';
  /** Text, so that wide integers arrive whole. */
  value: string;
  /** Middle size of the values that it was found with. */
  scale: number | null;
}

/** An offset or a factor, the commonest of a sample; whether a row has it is then asked of every row. */
export async function constants(
  engine: Engine,
  measure: Measure,
  sample: Sql,
  isDate: boolean,
  run?: Run,
): Promise<Candidate[]> {
  if (measure === 'text' || measure === 'boolean') return [];
  const common = await engine.rows<Common>(commonSql(measure, sample), run);
  return common.flatMap(({ what, value, scale }): Candidate[] => {
    if (measure === 'integer' && what === 'offset') return [offset(measure, Number(value))];
    if (measure === 'instant') return [timeOffset(BigInt(value), isDate)];
    const size = what === 'factor' ? 1 : scale!;
    const constant = nice(Number(value), what === 'factor' ? Math.abs(Number(value)) : size);
    if (what === 'factor' && Math.abs(constant - 1) < noise) return [];
    if (what === 'factor' && measure === 'integer' && constant > 0 && isInverse(constant))
      return [factor(measure, constant), wholePart(Math.round(1 / constant))];
    if (what === 'factor') return [factor(measure, constant)];
    return Math.abs(constant) < size * noise ? [] : [offset(measure, constant)];
  });
}

function commonSql(measure: Measure, sample: Sql): Sql {
  const exact = sql`SELECT 'offset' AS what, (g::HUGEINT - f)::VARCHAR AS value, NULL::DOUBLE AS scale, count(*) AS n FROM sample
  WHERE f <> g GROUP BY g::HUGEINT - f HAVING count(DISTINCT f) > 1 ORDER BY n DESC, value LIMIT ${looked}`;
  const finite = sql`SELECT f::DOUBLE AS f, g::DOUBLE AS g, greatest(abs(f::DOUBLE), abs(g::DOUBLE)) AS size FROM sample
  WHERE f <> g AND isfinite(f::DOUBLE) AND isfinite(g::DOUBLE)`;
  // Six digits: what is one constant must not fall apart for the last bits of a double.
  const near = (what: string, value: Sql, where: Sql) =>
    sql`SELECT ${what} AS what, median(d)::VARCHAR AS value, median(size) AS scale, count(*) AS n
  FROM (SELECT ${value} AS d, f, size FROM (${finite}) WHERE ${where}) WHERE d <> 0 AND isfinite(d)
  GROUP BY round(d, (5 - floor(log10(abs(d))))::INTEGER) HAVING count(DISTINCT f) > 1 ORDER BY n DESC, value LIMIT ${looked}`;
  const all: Sql[] = [];
  if (measure === 'instant' || measure === 'integer') all.push(exact);
  if (measure === 'number') all.push(near('offset', sql`g - f`, sql`TRUE`));
  if (measure === 'number' || measure === 'integer') all.push(near('factor', sql`g / f`, sql`f <> 0 AND g <> 0`));
  const parts = all.map((one) => sql`SELECT what, value, scale FROM (${one})`);
  return sql`WITH sample AS (${sample}) ${parts.reduce((left, right) => sql`${left} UNION ALL ${right}`)}`;
}

/** The shortest number that is the same as far as values of that size can tell, which is to `share` of it. */
export function nice(value: number, scale: number, share = 4e-15): number {
  for (let digits = 1; digits < 15; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) <= scale * share) return short;
  }
  return value;
}

function timeOffset(micros: bigint, isDate: boolean): Candidate {
  const quarterOfAnHour = 900_000_000n;
  // Summer and winter time are two offsets of one cause.
  const likely = micros % quarterOfAnHour === 0n && !isDate;
  return {
    cause: 'offset',
    detail: sayTimeOffset(micros),
    test: sql`f <> g AND g - f = ${micros}`,
    against: ['values'],
    ...(likely ? {} : { rival: 'offset' }),
  };
}

function offset(measure: Measure, by: number): Candidate {
  const largest = sql`greatest(abs(f::DOUBLE), abs(g::DOUBLE), ${asDouble(Math.abs(by))})`;
  const near = sql`abs(g::DOUBLE - (f::DOUBLE + ${asDouble(by)})) <= ${largest} * ${rounding}`;
  const exact = measure === 'integer' && Number.isSafeInteger(by);
  const difference = exact ? sql`(g::HUGEINT - f::HUGEINT)::DOUBLE` : sql`g::DOUBLE - f::DOUBLE`;
  const change = sql`${bothFinite} AND (${difference}) / ${asDouble(by)}`;
  return {
    cause: 'offset',
    detail: sayOffset(by),
    test: sql`f <> g AND ${exact ? sql`g::HUGEINT - f::HUGEINT = ${by}` : near}`,
    against: ['values'],
    rival: 'offset',
    anywhere: sql`TRUE`,
    // What goes a little up here and a little down there is no offset.
    near: sql`${change} BETWEEN 0.5 AND 2`,
    contrary: sql`${change} BETWEEN -2 AND -0.5`,
  };
}

function factor(measure: Measure, by: number): Candidate {
  const near = sql`abs(g::DOUBLE - f::DOUBLE * ${asDouble(by)}) <= abs(g::DOUBLE) * ${rounding}`;
  const exact = Number.isSafeInteger(by)
    ? sql`g::HUGEINT = f::HUGEINT * ${by}`
    : isInverse(by)
      ? sql`g::HUGEINT * ${Math.round(1 / by)} = f::HUGEINT`
      : near;
  return {
    cause: 'factor',
    detail: sayFactor(by),
    test: sql`f <> g AND f <> 0 AND ${measure === 'integer' ? exact : near}`,
    against: ['values', 'changes'],
    rival: 'factor',
    anywhere: sql`f <> 0`,
    // Nothing times anything is nothing.
    near: sql`f = 0 AND g <> 0`,
  };
}

/** Whole numbers over another, and what is left of it cut off. */
function wholePart(of: number): Candidate {
  return {
    cause: 'factor',
    detail: `1/${sayNumber(of)} as much, cut to whole numbers`,
    test: sql`f <> g AND f <> 0 AND g::HUGEINT = f::HUGEINT // ${of}`,
    against: ['values', 'changes'],
    rival: 'factor',
    anywhere: sql`f <> 0`,
    varied: true,
    near: sql`f <> 0 AND abs(g::HUGEINT - f::HUGEINT // ${of}) = 1`,
  };
}

/** One over a whole number, as far as a double can be. */
function isInverse(by: number): boolean {
  return Math.abs(by) < 1 && Math.abs(1 / by - Math.round(1 / by)) < 1e-12 * Math.abs(1 / by);
}

function sayFactor(by: number): string {
  if (by === -1) return 'the sign changed';
  if (isInverse(by)) return `1/${sayNumber(Math.round(1 / by))} as much`;
  return `${sayNumber(by)} times as much`;
}
