import { isEndless } from '../time/span.ts';
import type { SourceRow } from './later.ts';
import type { Boundary } from './moment.ts';

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

/**
 * The point-in-time pick at a moment: the index of the winner in rows sorted by `compareRows`, or
 * null where no row qualifies. The pure twin of `asOfSql`.
 */
export function pick(rows: readonly SourceRow[], at: bigint, rule: PickRule): number | null {
  for (let i = rows.length - 1; i >= 0; i--) if (failing(rows[i]!, at, rule) === null) return i;
  return null;
}

/** A verdict on every row at a moment, in the rows' order. */
export function explain(rows: readonly SourceRow[], at: bigint, rule: PickRule): Verdict[] {
  const winner = pick(rows, at, rule);
  return rows.map((row, i) => (i === winner ? 'picked' : (failing(row, at, rule) ?? 'older')));
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
