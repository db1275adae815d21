import type { FinishedRun } from '../online/online-store.ts';

/** What a run reads: rows with start <= t <= end, both inclusive, and late ones. */
export interface Interval {
  /** Null is from the beginning. */
  start: bigint | null;
  end: bigint;
  /** Null where no row can be late: all are read, or the start was given. */
  late: Late | null;
}

/**
 * Rows before the start that earlier runs cannot have seen: those created at `created` or later (null:
 * at any time, for there were none), and those that were not known before `known` was over.
 */
export interface Late {
  created: bigint | null;
  known: bigint | null;
  /** Older rows are past their TTL at the end. Null is no limit. */
  oldest: bigint | null;
}

/**
 * Without a start: from where the last run ended, and what has arrived late since; the first time,
 * from the end minus the TTL, or the beginning. Null where the last run ended after `end` already.
 */
export function intervalOf(
  given: bigint | null,
  end: bigint,
  ttl: bigint | null,
  lastRun: FinishedRun | null,
): Interval | null {
  if (given !== null) return { start: given, end, late: null };
  const oldest = ttl === null ? null : end - ttl;
  if (!lastRun) return { start: oldest, end, late: null };
  if (lastRun.end > end) return null;
  const { createdSeen, knownSeen } = lastRun;
  const start = oldest !== null && oldest > lastRun.end ? oldest : lastRun.end;
  return { start, end, late: { created: createdSeen, known: knownSeen, oldest } };
}
