import type { RunFreshness } from './judge.ts';
import type { ViewFreshness } from './report.ts';
import { formatIso, parseInstant, sayInstant } from '../time/instant.ts';
import { longSpan, shortSpan, spanOfSeconds } from '../time/span.ts';

/** A view's state in a word; `none` has no verdict. */
export const stateWords = {
  never: 'never run',
  fresh: 'fresh',
  approaching: 'approaching',
  breached: 'breached',
  none: '–',
};

/** `21 h old, limit 24 h: 12 Jun 12:14`. */
export function sayAge(view: ViewFreshness): string {
  const { run_age_seconds: age, max_staleness_seconds: limit, breaches_at: breaches } = view;
  const old = age === null ? 'no finished run' : age < 0 ? 'of unknown age' : `${said(age)} old`;
  if (limit === null) return old;
  const until = breaches === null || view.state === 'breached' ? '' : `: ${sayInstant(parseInstant(breaches))}`;
  return `${old}, limit ${said(limit)}${until}`;
}

/** `events: median 21 h, p95 22 h, oldest 2 d`. */
export function sayEvents({ event_age_seconds: events }: ViewFreshness): string {
  if (!events) return 'no records were met';
  const { median, p95, max } = events;
  return `events: median ${said(median)}, p95 ${said(p95)}, oldest ${said(max)}`;
}

/** For the sidebar: `fresh`, `breached`, `3h left`. */
export function sayStanding({ state, from, age, breachesAt }: RunFreshness): string {
  if (state === null) return 'age unknown';
  if (state !== 'approaching' || breachesAt === null) return stateWords[state];
  return `${shortSpan(breachesAt - (from! + age!))} left`;
}

/** The same for whoever points at it. */
export function explainStanding({ from, breachesAt }: RunFreshness): string {
  if (from === null) return 'no run was finished';
  return `last run up to ${formatIso(from)}${breachesAt === null ? '' : `, within its limit until ${formatIso(breachesAt)}`}`;
}

function said(seconds: number | null): string {
  return seconds === null ? 'without end' : longSpan(spanOfSeconds(seconds));
}
