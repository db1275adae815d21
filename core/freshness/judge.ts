import type { FinishedRun } from '../online/online-store.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { FreshnessState } from './report.ts';

/** What a view declares. */
type Declared = NonNullable<FeatureView['freshness']>;

/** What a view's last finished run says of it. Microseconds. */
export interface RunFreshness {
  state: FreshnessState | null;
  /** What its age is counted from; null without a finished run. */
  from: bigint | null;
  age: bigint | null;
  breachesAt: bigint | null;
}

/**
 * A view is as old as the end of its last finished run; where that is later than the moment at which it finished, as
 * that, for it can have read nothing newer. Where both are later than `now`, clocks disagree, and there is no verdict.
 */
export function judgeFreshness(
  lastRun: Pick<FinishedRun, 'end' | 'finished'> | null,
  declared: Declared | undefined,
  now: bigint,
): RunFreshness {
  if (lastRun === null) return { state: 'never', from: null, age: null, breachesAt: null };
  const from = lastRun.finished < lastRun.end ? lastRun.finished : lastRun.end;
  const age = now - from;
  const breachesAt = declared?.maxStaleness === undefined ? null : from + declared.maxStaleness;
  return { state: declaresFreshness(declared) && age >= 0n ? stateOf(age, declared) : null, from, age, breachesAt };
}

/** Whether a view says how old it may be. */
export function declaresFreshness(declared: Declared | undefined): declared is Declared {
  return declared?.maxStaleness !== undefined || declared?.alertThreshold !== undefined;
}

/** As old as a limit is still within it. */
function stateOf(age: bigint, { maxStaleness, alertThreshold }: Declared): FreshnessState {
  if (maxStaleness !== undefined && age > maxStaleness) return 'breached';
  if (alertThreshold !== undefined && age > alertThreshold) return 'approaching';
  return 'fresh';
}
