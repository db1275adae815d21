import type { Engine, Run } from '../../engine/engine.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import { formatIso } from '../../time/instant.ts';
import { offline, online, pairClass } from '../pairs.ts';
import { asDouble, fewest, type Candidate } from './candidate.ts';
import { logChoose } from './log-choose.ts';
import { far as infinite, measured, measureType, type Measure, type MeasuredFeature } from './measure.ts';
import { sayNumber } from './say.ts';
import { isWide } from './wide.ts';

/** How many values are looked at: the commonest online. */
const looked = 4;
/** Different values beyond a limit, where others differ too. */
const fewestKinds = 8;
/** Minus the logarithm of the chance that only values on one side of a limit are served as it. */
const oneSided = 10;
/** One offline value that is served as another is no filling: it has to befall any value, of any size. */
const mostOfOne = 0.9;

interface Common {
  /** Text, so that wide integers arrive whole. */
  value: string;
  ofNull: boolean;
  rows: number;
  /** Of rows with a null, or without. */
  all: number;
}

/** Of all pairs with an offline value: how many have which place against a constant, and which of them are served as it. */
interface Places {
  value: string;
  all: number;
  above: number;
  below: number;
  same: number;
  /** Pairs of pairs with one value. */
  alike: number;
  aboveServed: number;
  belowServed: number;
  /** Of the offline values that are served as it: how many are the commonest; the least and the greatest rank among all that are another value, 0 to 1. */
  most: number;
  lowest: number;
  highest: number;
  /** How far the farthest of them lies from it; null of texts. */
  reach: bigint | number | null;
  /** How many different values they are. */
  kinds: number;
  /** A handful is served as something else, and they all are greater, or all smaller, than these. */
  others: boolean;
  apart: boolean;
}

/**
 * Nulls, values, or values beyond a limit that are served as one value: the commonest of a sample. What is but other rows
 * of its entities, `origins`, is no filling.
 */
export async function fills(
  engine: Engine,
  of: MeasuredFeature,
  sample: Sql,
  origins: Candidate[],
  run?: Run,
): Promise<Candidate[]> {
  const { measure } = of;
  const common = await engine.rows<Common>(
    sql`SELECT g::VARCHAR AS value, f IS NULL AS "ofNull", count(*)::DOUBLE AS rows, (sum(count(*)) OVER (PARTITION BY f IS NULL))::DOUBLE AS "all" FROM (${sample}) WHERE g IS NOT NULL AND here AND f IS DISTINCT FROM g
GROUP BY g, f IS NULL
QUALIFY max(count(*)) OVER (PARTITION BY f IS NULL) >= ${fewest} AND row_number() OVER (PARTITION BY f IS NULL ORDER BY count(*) DESC, value) <= ${looked} ORDER BY f IS NULL, count(*) DESC, value`,
    run,
  );
  const usual = common.filter(({ ofNull }) => !ofNull);
  const values = usual.map(({ value }) => value);
  // Noise and steps have no favourite.
  const rivalOf = (value: string) => Math.max(0, ...usual.map((one) => (one.value === value ? 0 : one.rows / one.all)));
  const places = values.length === 0 ? [] : await placesOf(engine, of, values, run);
  return [
    ...common.filter(({ ofNull }) => ofNull).map(({ value }) => nullFilled(measure, value)),
    ...places.flatMap((one) => clipped(measure, one) ?? filled(measure, one, rivalOf(one.value), origins) ?? []),
  ];
}

function nullFilled(measure: Measure, value: string): Candidate {
  return {
    cause: 'null_filled',
    detail: `null filled with ${said(measure, value)}`,
    test: sql`f IS NULL AND g = ${constant(measure, value)}`,
    against: ['values'],
    rival: 'null filled',
  };
}

/** Only what lies beyond a value is served as it: too much of a coincidence where anything might be. */
function clipped(measure: Measure, place: Places): Candidate | null {
  if (measure === 'text' || measure === 'boolean') return null;
  const { value, all, above, below, same, aboveServed, belowServed, kinds, others } = place;
  if (aboveServed > 0 && belowServed > 0) return null;
  // Some values are served as one wherever few whole numbers are made fewer.
  if (kinds < fewestKinds && others) return null;
  const isAbove = aboveServed > 0;
  const [beyond, hit] = isAbove ? [above, aboveServed] : [below, belowServed];
  if (logChoose(all - same, hit) - logChoose(beyond, hit) < oneSided) return null;
  if (!isSpread(place, hit, beyond / (all - same))) return null;
  const [further, change] = isAbove ? [sql`f > g`, sql`f - g`] : [sql`f < g`, sql`g - f`];
  return {
    cause: 'clipped',
    detail: `cut off ${isAbove ? 'above' : 'below'} ${said(measure, value)}`,
    test: sql`${further} AND g = ${constant(measure, value)}`,
    against: ['values'],
    // What is made to fit steps of some kind has a last step too.
    near: sql`${further} AND ${change} <= ${measure === 'number' ? asDouble(Number(place.reach)) : sql`${place.reach}`}`,
  };
}

function filled(measure: Measure, place: Places, rival: number, origins: Candidate[]): Candidate | null {
  const { value, all, same, alike, aboveServed, belowServed, apart } = place;
  if (apart || !isSpread(place, aboveServed + belowServed, 1)) return null;
  const share = same / all;
  return {
    cause: 'filled',
    detail: `${said(measure, value)} in place of values`,
    test: sql`f <> g AND g = ${constant(measure, value)}`,
    against: ['values'],
    // Of two values that differ and are drawn at random, that the second is this one.
    chance: alike >= all * all ? 1 : Math.max(rival, (share * (1 - share)) / (1 - alike / all / all)),
    apartFrom: origins,
    most: true,
  };
}

/** Whether what is served as one value is any of those that may be, a share `of` all, and not the few that lie around it. */
function isSpread({ most, lowest, highest }: Places, hit: number, of: number): boolean {
  if (hit < 2 || most > mostOfOne * hit) return false;
  return isWide((highest - lowest) / of, hit);
}

async function placesOf(
  engine: Engine,
  { pairs: { planned, servedTypes, table }, feature, measure }: MeasuredFeature,
  values: readonly string[],
  run?: Run,
): Promise<Places[]> {
  const f = measured(measure, planned.features[feature]!.type, offline(feature));
  const g = measured(measure, servedTypes[feature]!, online(feature));
  const sum = (where: Sql) => sql`coalesce(sum(n) FILTER (${where}), 0)`;
  const far = measure === 'text' || measure === 'boolean' ? sql`NULL` : sql`abs(f - c)`;
  const rows = values.map((value) => sql`SELECT ${value} AS value, ${constant(measure, value)} AS c`);
  return engine.rows<Places>(
    sql`WITH pairs AS MATERIALIZED (
  SELECT f, g, count(*)::DOUBLE AS n FROM (SELECT ${f} AS f, CASE WHEN ${pairClass(feature)} <> 'equal' THEN ${g} END AS g FROM ${table}
    WHERE ${offline(feature)} IS NOT NULL) GROUP BY f, g
), kinds AS (
  SELECT f, sum(n) AS n, sum(sum(n)) OVER (ORDER BY f) AS up_to FROM pairs GROUP BY f
), whole AS (SELECT sum(n) AS "all", sum(n * n) AS alike FROM kinds
), constants AS (SELECT value, c, coalesce((SELECT n FROM kinds WHERE f = c), 0) AS same FROM (${join(rows, ' UNION ALL ')})
), placed AS (
  SELECT value, same, "all", alike, pairs.n, f, f > c AS is_above, f < c AS is_below, coalesce(g = c AND f <> c, FALSE) AS hit, coalesce(g <> c, FALSE) AS other,
    (up_to - CASE WHEN f > c THEN same ELSE 0 END) / ("all" - same) AS high, high - kinds.n / ("all" - same) AS low, ${far} AS far
  FROM constants, whole, pairs JOIN kinds USING (f)
)
SELECT value, same, "all", alike, ${sum(sql`is_above`)} AS above, ${sum(sql`is_below`)} AS below,
  ${sum(sql`hit AND is_above`)} AS "aboveServed", ${sum(sql`hit AND is_below`)} AS "belowServed",
  max(n) FILTER (hit) AS most, min(low) FILTER (hit) AS lowest, max(high) FILTER (hit) AS highest, max(far) FILTER (hit) AS reach,
  count(DISTINCT f) FILTER (hit)::DOUBLE AS kinds, ${sum(sql`other`)} >= ${fewest} AS others,
  coalesce(others AND (min(f) FILTER (hit) > max(f) FILTER (other) OR max(f) FILTER (hit) < min(f) FILTER (other)), FALSE) AS apart
FROM placed GROUP BY ALL HAVING bool_or(hit) ORDER BY sum(n) FILTER (hit) DESC, value`,
    run,
  );
}

function constant(measure: Measure, value: string): Sql {
  return sql`${value}::${measureType[measure]}`;
}

function said(measure: Measure, value: string): string {
  if (measure === 'text') return `'${value}'`;
  if (measure === 'instant') return sayTime(BigInt(value));
  return measure === 'number' || Number.isSafeInteger(Number(value)) ? sayNumber(Number(value)) : value;
}

function sayTime(micros: bigint): string {
  if (micros >= infinite || micros <= -infinite) return micros < 0n ? '-infinity' : 'infinity';
  return formatIso(micros);
}
