import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, list, sql, type Sql } from '../sql/sql.ts';
import { categoryDrift } from './category-drift.ts';
import type { CategoryCount } from './count-categories.ts';
import { countNumbersOverTime, type NumberCounts } from './count-numbers.ts';
import type { Compared } from './drift.ts';
import type { NumberEdges } from './number-edges.ts';
import { numberDrift } from './number-drift.ts';
import { unitOf } from './over-time.ts';
import type { BySide, DriftThresholds, StretchDrift } from './report.ts';
import { bothSides, type DriftSide } from './sides.ts';
import { formatIso } from '../time/instant.ts';

/** Of so many features, those that moved most, it is told when; each takes a floor for each stretch. */
export const mostFollowed = 20;
/** So many stretches can be told from each other in a small picture, and so many rows in each tell something. */
const mostStretches = 60;
const leastRows = 50;
/** In so many bins at most values are counted, and of categories the commonest. */
const mostBins = 40;

/** The reference, and the rows that are followed over time and are not in it. */
export interface FollowedSides {
  reference: DriftSide;
  rest: DriftSide;
}

/**
 * How far each stretch of time is from the reference, a stretch of the reference itself from the rest of it, each beside
 * its own floor: for each feature in their order, from one scan of both sides. Null where time gives no two stretches.
 */
export async function measureShifts(
  engine: Engine,
  { reference, rest }: FollowedSides,
  compared: readonly Compared[],
  thresholds: DriftThresholds,
  run: Run,
): Promise<StretchDrift[][] | null> {
  const features = compared.map(({ feature }) => feature);
  const both = bothSides(reference, rest, features);
  const [span] = await engine.rows<{ seconds: number | null; rows: number }>(
    sql`SELECT epoch(max(t)) - epoch(min(t)) AS seconds, count(t)::DOUBLE AS rows FROM ${both}`,
    run,
  );
  const unit = unitOf(span!.seconds ?? 0, Math.min(mostStretches, span!.rows / leastRows));
  if (unit === null) return null;
  const edges = compared.map(edgesOf);
  const stretch = sql`epoch_us(date_trunc(${unit}, t)::TIMESTAMP)::DOUBLE AS stretch`;
  const coded = sql`(SELECT side, part, ${stretch}, ${join(compared.flatMap(valuesOf))} FROM ${both})`;
  const places = compared.map((_, i) => i);
  const counted = await countNumbersOverTime(engine, coded, places, edges, run);
  const stretches = counted.filter(({ stretch: from }) => from !== null);
  if (stretches.length < 2) return null;
  const ends = await endsOf(
    engine,
    unit,
    stretches.map(({ stretch: from }) => from!),
    run,
  );
  return compared.map((one, i) => {
    const all = counted.map(({ counts }) => counts[i]!.reference).reduce(add);
    return stretches.map(({ stretch: from, counts }, k) => {
      const current = add(counts[i]!.reference, counts[i]!.current);
      const sides = { reference: without(all, counts[i]!.reference), current };
      const { drifted, why, decided_by } = judge(one, sides, edges[i]!, thresholds);
      const times = { from: formatIso(BigInt(from!)), to: formatIso(BigInt(ends[k]!)) };
      return { ...times, rows: current.rows, drifted, why, decided_by };
    });
  });
}

function judge(
  { feature, categories }: Compared,
  sides: BySide<NumberCounts>,
  edges: NumberEdges,
  thresholds: DriftThresholds,
) {
  if (feature.kind === 'number') return numberDrift(feature, sides, edges, null, thresholds);
  const nulls = { reference: sides.reference.nulls, current: sides.current.nulls };
  const counts = edges.fine.concat(edges.fine.length).map((bin): CategoryCount => {
    const [reference, current] = [sides.reference.parts, sides.current.parts];
    return {
      value: categories?.[bin] ?? null,
      ...{ reference: countOf(reference, bin), current: countOf(current, bin) },
      squares: { reference: squareOf(reference, bin), current: squareOf(current, bin) },
    };
  });
  return categoryDrift(feature, { counts, nulls }, thresholds);
}

/** Of a category its place among the commonest, and the one behind them for all others. */
function edgesOf({ edges, categories }: Compared): NumberEdges {
  if (!edges) return { fine: categories!.slice(0, mostBins).map((_, i) => i), deciles: [], deviation: 0 };
  const every = Math.ceil(edges.fine.length / (mostBins - edges.deciles.length));
  const some = edges.fine.filter((_, i) => (i + 1) % every === 0);
  return { ...edges, fine: [...new Set([...some, ...edges.deciles])].sort((a, b) => a - b) };
}

function valuesOf({ edges, categories }: Compared, i: number): Sql[] {
  const [value, odd] = [ident(`v${i}`), ident(`odd${i}`)];
  if (edges) return [value, odd];
  const named = list(categories!.slice(0, mostBins));
  // Of a value that is not in the list the place is null, in older versions 0.
  const place = sql`coalesce(nullif(list_position(${named}::VARCHAR[], ${value}), 0) - 1, ${mostBins})`;
  return [sql`CASE WHEN ${value} IS NOT NULL THEN (${place})::DOUBLE END AS ${value}`, sql`FALSE AS ${odd}`];
}

async function endsOf(engine: Engine, unit: string, from: readonly number[], run: Run): Promise<number[]> {
  const moments = sql`unnest([${join(from.map((at) => sql`${BigInt(at)}`))}])`;
  const rows = await engine.rows<{ to: number }>(
    sql`SELECT epoch_us(make_timestamp(f) + CAST(${`1 ${unit}`} AS INTERVAL))::DOUBLE AS "to" FROM (SELECT ${moments} AS f) ORDER BY f`,
    run,
  );
  return rows.map(({ to }) => to);
}

function add(a: NumberCounts, b: NumberCounts): NumberCounts {
  const least = (x: number | null, y: number | null, of: typeof Math.min) =>
    x === null || y === null ? (x ?? y) : of(x, y);
  return {
    ...{ rows: a.rows + b.rows, nulls: a.nulls + b.nulls, odd: a.odd + b.odd, mean: null },
    ...{ low: least(a.low, b.low, Math.min), high: least(a.high, b.high, Math.max) },
    parts: a.parts.map((part, i) => part.map((n, bin) => n + b.parts[i]![bin]!)),
  };
}

/** Of the reference what is not in one of its stretches; how far it reaches stays. */
function without(all: NumberCounts, some: NumberCounts): NumberCounts {
  return {
    ...{ ...all, rows: all.rows - some.rows, nulls: all.nulls - some.nulls, odd: all.odd - some.odd },
    parts: all.parts.map((part, i) => part.map((n, bin) => n - some.parts[i]![bin]!)),
  };
}

function countOf(parts: readonly number[][], bin: number): number {
  return parts.reduce((sum, part) => sum + part[bin]!, 0);
}

/** The sum over parts of count squared by the part's rows. */
function squareOf(parts: readonly number[][], bin: number): number {
  return parts.reduce((sum, part) => {
    const size = part.reduce((all, n) => all + n, 0);
    return size > 0 ? sum + part[bin]! ** 2 / size : sum;
  }, 0);
}
