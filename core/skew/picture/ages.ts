import type { Engine, Run } from '../../engine/engine.ts';
import { join, sql } from '../../sql/sql.ts';
import { roundSeconds } from '../../text/round-width.ts';
import type { Sides } from './sides.ts';

/** How pairs with a row on both sides fare by the age of one of the two: the moment minus the row's event time. */
export interface SkewAges {
  /** Whose age: the online row's, or the offline one's where the other has no time. */
  of: 'online' | 'offline';
  /** Seconds, rising; a bin is [edge, next). What is younger or older counts in the first or the last. */
  edges: number[];
  /** One fewer than edges. */
  pairs: number[];
  stale: number[];
  ahead: number[];
  mismatch: number[];
}

const [minute, hour, day] = [60, 3600, 86_400];
const ladder = [0, 1, 10, minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour].concat(
  [1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 36_500].map((days) => days * day),
);
const mostBins = 11;

/** Null where no row that counts has a time. */
export async function agesOf(engine: Engine, sides: Sides, run?: Run): Promise<SkewAges | null> {
  const rows = sql`(SELECT ${sides.class} AS class, (epoch_us("at") - epoch_us(off_t)) / 1e6 AS offline,
  (epoch_us("at") - epoch_us(on_t)) / 1e6 AS online FROM ${sides.table} WHERE ${sides.both})`;
  const [range] = await engine.rows<Record<'on_low' | 'on_high' | 'off_low' | 'off_high', number | null>>(
    sql`SELECT quantile_cont(online, 0.01) AS on_low, quantile_cont(online, 0.99) AS on_high,
  quantile_cont(offline, 0.01) AS off_low, quantile_cont(offline, 0.99) AS off_high FROM ${rows}`,
    run,
  );
  const of = range!.on_low === null ? 'offline' : 'online';
  const [low, high] = of === 'online' ? [range!.on_low, range!.on_high] : [range!.off_low, range!.off_high];
  if (low === null || high === null) return null;
  const edges = edgesOf(Math.max(0, low), Math.max(0, high));
  const age = of === 'online' ? sql`online` : sql`offline`;
  const inner = edges.slice(1, -1).map((edge) => sql`(${age} >= ${edge})::INTEGER`);
  const counted = await engine.rows<Record<'bin' | 'pairs' | 'stale' | 'ahead' | 'mismatch', number>>(
    sql`SELECT ${inner.length ? join(inner, ' + ') : sql`0`} AS bin, count(*)::DOUBLE AS pairs,
  count_if(class = 'stale')::DOUBLE AS stale, count_if(class = 'ahead')::DOUBLE AS ahead,
  count_if(class = 'mismatch')::DOUBLE AS mismatch
FROM ${rows} WHERE ${age} IS NOT NULL GROUP BY bin`,
    run,
  );
  const column = (name: 'pairs' | 'stale' | 'ahead' | 'mismatch'): number[] =>
    edges.slice(1).map((_, i) => counted.find((row) => Number(row.bin) === i)?.[name] ?? 0);
  return {
    of,
    edges,
    pairs: column('pairs'),
    stale: column('stale'),
    ahead: column('ahead'),
    mismatch: column('mismatch'),
  };
}

/** Ages that spread widely stand on a ladder, others in equal steps. */
function edgesOf(low: number, high: number): number[] {
  const from = ladder.findLastIndex((edge) => edge <= low);
  const to = ladder.findIndex((edge) => edge > high);
  const rungs = ladder.slice(from, to < 0 ? undefined : to + 1);
  if (rungs.length - 1 >= 5) {
    const stride = Math.ceil((rungs.length - 1) / mostBins);
    return stride === 1 ? rungs : rungs.filter((_, i) => i % stride === 0 || i === rungs.length - 1);
  }
  // Finer than a fiftieth of the age is not what an age is.
  const width = roundSeconds(Math.max((high - low) / 8, high / 50, 1));
  const first = Math.floor(low / width);
  const steps = Math.floor(high / width) - first + 1;
  return Array.from({ length: steps + 1 }, (_, i) => (first + i) * width);
}
