import { isEndless } from '../time/span.ts';
import type { SourceRow } from '../view/later.ts';
import { pick, type PickRule } from '../view/pick.ts';
import type { NaiveStrategy } from './request.ts';

const day = 86_400_000_000n;

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

/** Whether a picked row came from the future (spec 3.2); its value must not be null besides. */
export function isFuture(row: SourceRow, at: bigint, rule: Pick<PickRule, 'boundary' | 'available'>): boolean {
  return (rule.boundary === 'strict' ? row.t >= at : row.t > at) || (rule.available && row.a !== null && row.a > at);
}

/** How far a row lies past a moment, microseconds: the later of its event and its available-at, minus the moment; `endless` where one is infinite. */
export function peek(row: SourceRow, at: bigint, rule: Pick<PickRule, 'available'>): bigint {
  return past(rule.available && row.a !== null && row.a > row.t ? row.a : row.t, at);
}

/** How far one instant lies past another, microseconds; `endless` where one is infinite. */
export function past(then: bigint, at: bigint): bigint {
  if (then === at) return 0n;
  if (isEndless(then)) return then;
  return isEndless(at) ? -at : then - at;
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
