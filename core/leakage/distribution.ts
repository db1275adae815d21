import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import type { PairedFeature, Pairs } from './pairs.ts';

/** One feature's values in both training sets, in the same bins. Nulls are left out. */
export interface FeatureDistribution {
  kind: 'number' | 'category';
  /** Numbers: bin edges, one more than counts; timestamps as seconds since 1970. Empty for categories. */
  edges: number[];
  /** Categories: the commonest over both, most frequent first; the rest as "other". Empty for numbers. */
  labels: string[];
  naive: number[];
  asof: number[];
}

const bins = 24;
const categories = 8;

export async function distribution(
  engine: Engine,
  pairs: Pairs,
  feature: PairedFeature,
  run?: Run,
): Promise<FeatureDistribution> {
  return numeric(feature.type) === null
    ? categoryDistribution(engine, pairs, feature, run)
    : numberDistribution(engine, pairs, feature, run);
}

async function numberDistribution(
  engine: Engine,
  pairs: Pairs,
  feature: PairedFeature,
  run?: Run,
): Promise<FeatureDistribution> {
  const values = bothSides(pairs, feature, (value) => numeric(feature.type)!(value));
  const [range] = await engine.rows<{ low: number | null; high: number | null }>(
    sql`SELECT min(v) AS low, max(v) AS high FROM (${values}) WHERE isfinite(v)`,
    run,
  );
  const { low, high } = range!;
  if (low === null || high === null) return { kind: 'number', edges: [], labels: [], naive: [], asof: [] };
  const width = (high - low) / bins || 1;
  const counted = await engine.rows<{ side: string; bin: number; n: number }>(
    sql`SELECT side, least(floor((v - ${low}) / ${width}), ${bins - 1})::INTEGER AS bin, count(*)::DOUBLE AS n
FROM (${values}) WHERE isfinite(v) GROUP BY side, bin`,
    run,
  );
  const side = (name: string): number[] =>
    Array.from({ length: bins }, (_, i) => counted.find((row) => row.side === name && row.bin === i)?.n ?? 0);
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + i * width);
  return { kind: 'number', edges, labels: [], naive: side('naive'), asof: side('asof') };
}

async function categoryDistribution(
  engine: Engine,
  pairs: Pairs,
  feature: PairedFeature,
  run?: Run,
): Promise<FeatureDistribution> {
  const counted = await engine.rows<{ label: string; naive: number; asof: number }>(
    sql`SELECT v AS label, count_if(side = 'naive')::DOUBLE AS naive, count_if(side = 'asof')::DOUBLE AS asof
FROM (${bothSides(pairs, feature, (value) => sql`${value}::VARCHAR`)}) WHERE v IS NOT NULL
GROUP BY v ORDER BY count(*) DESC, v LIMIT ${categories}`,
    run,
  );
  const [all] = await engine.rows<{ naive: number; asof: number }>(
    sql`SELECT count(${feature.naive})::DOUBLE AS naive, count(${feature.asof})::DOUBLE AS asof FROM ${pairs.table}`,
    run,
  );
  const rest = { naive: all!.naive - total(counted, 'naive'), asof: all!.asof - total(counted, 'asof') };
  const rows = rest.naive || rest.asof ? [...counted, { label: 'other', ...rest }] : counted;
  return {
    kind: 'category',
    edges: [],
    labels: rows.map((row) => row.label),
    naive: rows.map((row) => row.naive),
    asof: rows.map((row) => row.asof),
  };
}

function bothSides(pairs: Pairs, feature: PairedFeature, as: (value: Sql) => Sql): Sql {
  return sql`SELECT 'naive' AS side, ${as(feature.naive)} AS v FROM ${pairs.table}
UNION ALL SELECT 'asof', ${as(feature.asof)} FROM ${pairs.table}`;
}

function total(rows: { naive: number; asof: number }[], side: 'naive' | 'asof'): number {
  return rows.reduce((sum, row) => sum + row[side], 0);
}

/** How a value of this type becomes a number, or null where it has no size. */
function numeric(type: string): ((value: Sql) => Sql) | null {
  const { kind } = describeType(type);
  if (kind === 'number') return (value) => sql`${value}::DOUBLE`;
  return kind === 'instant' ? (value) => sql`epoch_us(${value}) / 1e6` : null;
}
