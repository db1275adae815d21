import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { roundNumber, roundSeconds } from '../../text/round-width.ts';
import type { Sides } from './sides.ts';

/** Online minus offline, of the pairs that have both values and are not equal; of instants in seconds. */
export interface SkewDifferences {
  /** Rising, of one round width; one of them is 0. */
  edges: number[];
  /** Pairs in each bin; one fewer than edges. */
  close: number[];
  stale: number[];
  ahead: number[];
  mismatch: number[];
  /** Pairs that lie beyond the first or the last edge; they are counted in the bins there. */
  beyond: number;
  /** The one difference that most of the pairs have; null where none has a fifth of them. */
  commonest: { difference: number; rows: number } | null;
}

const classes = ['close', 'stale', 'ahead', 'mismatch'] as const;
const bins = 28;

/** Null where nothing can be subtracted, or nothing differs. */
export async function differenceBins(engine: Engine, sides: Sides, run?: Run): Promise<SkewDifferences | null> {
  if (!sides.difference) return null;
  const difference = sides.kind === 'instant' ? sql`${sides.difference} / 1e6` : sides.difference;
  const rows = sql`(SELECT ${sides.class} AS class, ${difference} AS d FROM ${sides.table}
WHERE ${sides.both} AND ${sides.class} <> 'equal')`;
  // A few far ones would press all others into one bin.
  const [range] = await engine.rows<{ low: number | null; high: number | null }>(
    sql`SELECT quantile_cont(d, 0.005) AS low, quantile_cont(d, 0.995) AS high FROM ${rows}`,
    run,
  );
  const { low, high } = range!;
  if (low === null || high === null) return null;
  const [least, most] = [Math.min(low, 0), Math.max(high, 0)];
  const round = sides.kind === 'instant' ? roundSeconds : roundNumber;
  const width = most > least ? round((most - least) / bins) : 1;
  const first = least < 0 ? Math.floor(least / width) : most > 0 ? 0 : -1;
  const last = Math.max(first, most > 0 ? Math.floor(most / width) : -1);
  const counted = await engine.rows<{ class: string; bin: number; n: number; beyond: number }>(
    sql`SELECT class, greatest(${first}, least(${last}, floor(d / ${width})))::DOUBLE AS bin, count(*)::DOUBLE AS n,
  count_if(d < ${first * width} OR d > ${(last + 1) * width})::DOUBLE AS beyond
FROM ${rows} WHERE d IS NOT NULL GROUP BY ALL`,
    run,
  );
  const edges = Array.from({ length: last - first + 2 }, (_, i) => (first + i) * width);
  const of = (name: string): number[] =>
    edges.slice(1).map((_, i) => counted.find((row) => row.class === name && row.bin === first + i)?.n ?? 0);
  const [close, stale, ahead, mismatch] = classes.map(of) as [number[], number[], number[], number[]];
  const beyond = counted.reduce((sum, row) => sum + row.beyond, 0);
  return { edges, close, stale, ahead, mismatch, beyond, commonest: await commonest(engine, rows, run) };
}

async function commonest(engine: Engine, rows: Sql, run?: Run): Promise<SkewDifferences['commonest']> {
  const [found] = await engine.rows<{ difference: number; rows: number; all: number }>(
    sql`SELECT d AS difference, count(*)::DOUBLE AS rows, (sum(count(*)) OVER ())::DOUBLE AS "all"
FROM ${rows} WHERE d IS NOT NULL GROUP BY d ORDER BY count(*) DESC, abs(d) LIMIT 1`,
    run,
  );
  const { difference, rows: n, all } = found!;
  return n > 1 && n >= all / 5 ? { difference, rows: n } : null;
}
