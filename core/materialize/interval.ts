import type { FinishedRun, Stretch } from '../online/online-store.ts';
import type { Arrived, Late } from '../view/among.ts';

/** What a run reads: rows with start <= t <= end, both inclusive, and late ones. */
export interface Interval extends Arrived {
  end: bigint;
  /** Between the last run's end and a start that was given: no run reads it before the next without a start. */
  gap: Stretch | null;
}

/**
 * Without a start: from where the last run ended, and what has arrived late or was left out before; the
 * first time, and where all is to be written over, from the end minus the TTL, or the beginning. Null
 * where the last run ended after `end` already.
 */
export function intervalOf(
  given: bigint | null,
  end: bigint,
  ttl: bigint | null,
  lastRun: FinishedRun | null,
  overwrite = false,
): Interval | null {
  if (given !== null) {
    const gap = lastRun && given > lastRun.end ? { from: lastRun.end, to: given } : null;
    return { start: given, end, late: null, gap };
  }
  const oldest = ttl === null ? null : end - ttl;
  if (!lastRun || overwrite) return { start: oldest, end, late: null, gap: null };
  if (lastRun.end > end) return null;
  const { createdSeen, knownSeen, unread, readFrom } = lastRun;
  const leftOut: Late['leftOut'] = unread ? [unread] : [];
  // The TTL was raised: what was past it then is served now.
  if (readFrom != null && (oldest === null || oldest < readFrom)) leftOut.push({ from: oldest, to: readFrom });
  return { start: lastRun.end, end, late: { created: createdSeen, known: knownSeen, oldest, leftOut }, gap: null };
}

/** What a run adds to the memory of those before it. A given start leaves out what lies before it. */
export function remember(
  interval: Interval,
  startWasGiven: boolean,
  lastRun: FinishedRun | null,
  seen: bigint | null,
): Pick<FinishedRun, 'start' | 'end' | 'createdSeen' | 'knownSeen' | 'readFrom' | 'unread'> {
  const { start, end, late } = interval;
  if (startWasGiven && lastRun) {
    // It has not looked for late rows, so those since the last run that did are still to be found.
    const { createdSeen, knownSeen, readFrom } = lastRun;
    return {
      start,
      end,
      createdSeen,
      knownSeen,
      ...(readFrom !== undefined && { readFrom: readFrom === null || readFrom < start! ? readFrom : start }),
      unread: stillUnread(interval, lastRun),
    };
  }
  return {
    start,
    end,
    createdSeen: seen,
    knownSeen: end,
    readFrom: late ? late.oldest : start,
    unread: null,
  };
}

function stillUnread({ start, end, gap }: Interval, { unread }: FinishedRun): Stretch | null {
  const left = unread && (start! > unread.from || end < unread.to) ? unread : null;
  if (!left || !gap) return left ?? gap;
  return { from: left.from < gap.from ? left.from : gap.from, to: left.to > gap.to ? left.to : gap.to };
}
