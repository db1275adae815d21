import { endless } from '../time/span.ts';
import type { Boundary, NaiveStrategy } from './request.ts';

/** One source row of one entity. Instants are microseconds since 1970 in UTC; infinite ones plus or minus `endless`. */
export interface SourceRow {
  /** Event timestamp. */
  t: bigint;
  /** Created timestamp; null is least. */
  c: bigint | null;
  /** Available at; null is never known. Of no meaning where the view has none. */
  a: bigint | null;
  /** Rises in the source's row order. */
  order: bigint;
}

/** The rules of spec section 3 that the pick at one moment depends on. */
export interface PickRule {
  boundary: Boundary;
  /** Microseconds; null is no limit. */
  ttl: bigint | null;
  /** Rule 3 holds: the view has an available-at. */
  available: boolean;
  /** Microseconds; what happened or became known less than this before the moment does not count. */
  embargo: bigint;
}

/** Why a row was chosen, or which rule it fails first. */
export type Verdict = 'picked' | 'older' | 'future' | 'unknown_yet' | 'expired';

const day = 86_400_000_000n;

/** The order in which a later row wins (rule 4): t, then c with null least, then the source's order. */
export function compareRows(x: SourceRow, y: SourceRow): number {
  return compare(x.t, y.t) || compareCreated(x.c, y.c) || compare(x.order, y.order);
}

/**
 * The point-in-time pick at a moment: the index of the winner in rows sorted by `compareRows`, or
 * null where no row qualifies. The pure twin of `asOfSql`.
 */
export function pick(rows: readonly SourceRow[], at: bigint, rule: PickRule): number | null {
  for (let i = rows.length - 1; i >= 0; i--) if (failing(rows[i]!, at, rule) === null) return i;
  return null;
}

/** The naive pick of spec 3.1 at a moment, as an index like `pick`'s. TTL and availability count for `event-time` alone (its TTL). */
export function naivePick(
  rows: readonly SourceRow[],
  at: bigint,
  strategy: NaiveStrategy,
  rule: PickRule,
): number | null {
  switch (strategy) {
    case 'latest':
      return rows.length ? rows.length - 1 : null;
    case 'same-day':
      return lastUpTo(rows, isEndless(at) ? at : at - (((at % day) + day) % day) + day - 1n);
    case 'nearest':
      return nearest(rows, at);
    case 'event-time':
      return pick(rows, at, { ...rule, available: false });
  }
}

/** A verdict on every row at a moment, in the rows' order. */
export function explain(rows: readonly SourceRow[], at: bigint, rule: PickRule): Verdict[] {
  const winner = pick(rows, at, rule);
  return rows.map((row, i) => (i === winner ? 'picked' : (failing(row, at, rule) ?? 'older')));
}

/** Whether a picked row came from the future (spec 3.2); its value must not be null besides. */
export function isFuture(row: SourceRow, at: bigint, rule: Pick<PickRule, 'boundary' | 'available'>): boolean {
  return (rule.boundary === 'strict' ? row.t >= at : row.t > at) || (rule.available && row.a !== null && row.a > at);
}

/** How far a row lies past a moment, microseconds: the later of its event and its available-at, minus the moment; `endless` where one is infinite. */
export function peek(row: SourceRow, at: bigint, rule: Pick<PickRule, 'available'>): bigint {
  const known = rule.available && row.a !== null && row.a > row.t ? row.a : row.t;
  if (known === at) return 0n;
  if (isEndless(known)) return known;
  return isEndless(at) ? -at : known - at;
}

function failing(row: SourceRow, at: bigint, rule: PickRule): Exclude<Verdict, 'picked' | 'older'> | null {
  const until = before(at, rule.embargo);
  if (rule.boundary === 'strict' ? row.t >= until : row.t > until) return 'future';
  if (rule.available && (row.a === null || row.a > until)) return 'unknown_yet';
  if (rule.ttl !== null && row.t < before(at, rule.ttl)) return 'expired';
  return null;
}

/** A span before an instant. Infinity less anything is infinity. */
function before(at: bigint, span: bigint): bigint {
  return isEndless(at) ? at : at - span;
}

function isEndless(at: bigint): boolean {
  return at === endless || at === -endless;
}

function lastUpTo(rows: readonly SourceRow[], limit: bigint): number | null {
  for (let i = rows.length - 1; i >= 0; i--) if (rows[i]!.t <= limit) return i;
  return null;
}

/** The nearer of the last row up to `at` and the first after it; the past one where both are as near. */
function nearest(rows: readonly SourceRow[], at: bigint): number | null {
  const before = lastUpTo(rows, at);
  const after = rows[before === null ? 0 : before + 1];
  if (after === undefined) return before;
  if (before !== null && at - rows[before]!.t <= after.t - at) return before;
  return lastUpTo(rows, after.t);
}

function compareCreated(x: bigint | null, y: bigint | null): number {
  if (x === null || y === null) return Number(y === null) - Number(x === null);
  return compare(x, y);
}

function compare(x: bigint, y: bigint): number {
  return x < y ? -1 : x > y ? 1 : 0;
}
