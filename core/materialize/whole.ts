import { AsofError } from '../errors/asof-error.ts';
import type { FinishedRun } from '../online/online-store.ts';
import type { BoundView } from '../table/bound.ts';
import { formatIso } from '../time/instant.ts';
import type { Interval } from './interval.ts';

/**
 * What a run of a view of windowed aggregates reads: all, each time, for what its windows hold changes also where nothing
 * came, because events leave. Null where the last run ended later. Throws `bad_option` for a start, and for
 * an end in the future, by which windows are not over.
 */
export function wholeAt(
  { name }: BoundView,
  { start, end, overwrite, now }: { start: bigint | null; end: bigint; overwrite?: boolean; now: bigint },
  lastRun: FinishedRun | null,
): Interval | null {
  if (start !== null)
    throw new AsofError('bad_option', {
      message: `--start is not for ${name}, whose windows are computed as of the end, for every entity`,
      expected: 'leave it out, or write the views apart: --views',
    });
  if (end > now)
    throw new AsofError('bad_option', {
      message: `--end ${formatIso(end)} is in the future, and the windows of ${name} are not over by then`,
      expected: 'give an --end up to now',
    });
  if (lastRun && lastRun.end > end && !overwrite) return null;
  return { start: null, end, late: null, gap: null };
}
