import { past } from '../../../core/join/naive-pick.ts';
import type { JudgedEvent } from '../../../core/rpc/host-api.ts';
import { sayInstant } from '../../../core/time/instant.ts';
import { isEndless, longSpan, saySpan } from '../../../core/time/span.ts';
import { windowEnd, type EventReason } from '../../../core/view/windows/reasons.ts';

/** What the events of a reason are called, above a list of them. */
export const reasonNames: Record<EventReason, string> = {
  inside: 'counted',
  too_early: 'too early',
  too_late: 'too late',
  not_yet_known: 'not yet known',
  superseded: 'superseded',
  filtered_out: 'filtered out',
  null: 'null',
};

/** Why an event is counted or not, in a few words. */
export function sayEvent(
  { t, a, gone, reason }: JudgedEvent,
  { at, embargo, window }: { at: bigint; embargo: bigint; window: bigint | null },
): string {
  const until = windowEnd(at, embargo);
  switch (reason) {
    case 'inside':
      return `counted, ${ago(past(at, t))}`;
    case 'too_early':
      return `too early, ${longSpan(past(windowEnd(until, window ?? 0n), t))} before the window`;
    case 'too_late':
      if (t < at) return `within the embargo, ${ago(past(at, t))}`;
      if (t === at) return 'at the label’s very moment, which does not count';
      return `too late, ${longSpan(past(t, at))} after the label`;
    case 'not_yet_known':
      return a === null || isEndless(a) ? 'never known' : `not yet known, ${longSpan(past(a, until))} too late`;
    case 'superseded':
      return `a later version took its place${gone === null || isEndless(gone) ? '' : `, known since ${sayInstant(gone, { year: true })}`}`;
    case 'filtered_out':
      return 'the filter leaves it out';
    case 'null':
      return 'null in its column';
  }
}

function ago(span: bigint): string {
  return span === 0n ? 'at the label’s very moment' : `${saySpan(span)} before the label`;
}
