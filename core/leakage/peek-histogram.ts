import type { Engine, Run } from '../engine/engine.ts';
import { ident, sql } from '../sql/sql.ts';
import { endless } from '../time/span.ts';
import type { Pairs } from './pairs.ts';

/** How far the naive picks of one view lie from their label rows. */
export interface PeekHistogram {
  view: string;
  /** A pick lies where it became known, if that is later than its event. */
  hasAvailable: boolean;
  /** Microseconds past the label time; rising; 0 is always an edge. Empty where there is no pick. */
  edges: bigint[];
  /** One fewer than edges. A row right of zero is from the future, one left of it is not; a pick at the label's very time lies on its boundary's side. */
  counts: number[];
  /** Rows with a pick, and those of them whose pick is from the future. */
  rows: number;
  future: number;
}

const binsAside = 13;

/** What is measured, in words. */
export function sayMeasured({ hasAvailable }: Pick<PeekHistogram, 'hasAvailable'>): string {
  return `${hasAvailable ? 'time known' : 'feature time'} minus label time`;
}

/** Equal-width bins on both sides of zero, of one round width, so that the shapes left and right compare. */
export async function peekHistogram(engine: Engine, pairs: Pairs, view: number, run?: Run): Promise<PeekHistogram> {
  const [gap, future] = [ident(`gap${view}`), ident(`future${view}`)];
  const finite = sql`${gap} BETWEEN ${1n - endless} AND ${endless - 1n}`;
  const [range] = await engine.rows<{ low: bigint; high: bigint; n: number; future: number }>(
    sql`SELECT coalesce(min(${gap}) FILTER (${finite}), 0) AS low, coalesce(max(${gap}) FILTER (${finite}), 0) AS high, count(${gap})::DOUBLE AS n, count(${future})::DOUBLE AS future FROM ${pairs.table}`,
    run,
  );
  const { name, available } = pairs.joined.plan.views[view]!.view;
  const of = { view: name, hasAvailable: available !== null };
  const { low, high } = range!;
  if (range!.n === 0) return { ...of, edges: [], counts: [], rows: 0, future: 0 };
  const width = roundWidth((bigMax(high, 0n) - bigMin(low, 0n)) / BigInt(2 * binsAside) + 1n);
  const first = low > 0n ? 0n : floorDiv(low, width);
  const last = high > 0n ? floorDiv(high - 1n, width) + 1n : range!.future > 0 ? 1n : 0n;
  // What has no end is counted in the outermost bin of its side.
  const within = sql`least(greatest(${gap}, ${low}), ${high})`;
  const bin = sql`CASE WHEN ${future} IS NOT NULL THEN greatest(${within} - 1, 0) // ${width} ELSE -greatest(1, (${width} - 1 - ${within}) // ${width}) END`;
  const counted = await engine.rows<{ bin: bigint; n: number }>(
    sql`SELECT (${bin})::BIGINT AS bin, count(*)::DOUBLE AS n FROM ${pairs.table} WHERE ${gap} IS NOT NULL GROUP BY bin`,
    run,
  );
  const from = counted.some((bin) => bin.bin < first) ? first - 1n : first;
  const edges = Array.from({ length: Number(last - from) + 1 }, (_, i) => (from + BigInt(i)) * width);
  const counts = edges.slice(1).map((_, i) => counted.find((bin) => bin.bin === from + BigInt(i))?.n ?? 0);
  return { ...of, edges, counts, rows: range!.n, future: range!.future };
}

const second = 1_000_000n;
const widths = [1n, 10n, 100n, 1000n, 10_000n, 100_000n, second].concat(
  [5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600].map((s) => BigInt(s) * second),
  [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300, 18250, 36500, 365_000].map(
    (d) => BigInt(d) * 86_400n * second,
  ),
);

/** The least round width that is at least this wide. */
function roundWidth(least: bigint): bigint {
  return widths.find((width) => width >= least) ?? least;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n ? q - 1n : q;
}

function bigMin(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function bigMax(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
