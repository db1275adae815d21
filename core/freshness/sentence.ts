import { allOf, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import { parseInstant, sayInstant } from '../time/instant.ts';
import { saySpan, spanOfSeconds } from '../time/span.ts';
import type { FreshnessReport, ViewFreshness } from './report.ts';

/** The worst view in a sentence, then how many more are like it; where all are well, which is the next to breach. */
export function freshnessSentence({ overdue, approaching, views }: FreshnessReport): Phrase[] {
  const [worst] = worstFreshnessFirst(views);
  if (!worst) return [];
  if (overdue === null) return sayUndeclared(views);
  if (overdue > 0) return [...sayOverdue(worst), ...sayMore(overdue - 1, 'overdue')];
  if (approaching! > 0) return [...sayApproaching(worst), ...sayMore(approaching! - 1, 'past theirs')];
  const judged = views.filter(isDeclared);
  const are = judged.length === 1 ? 'is' : 'are';
  const next = worst.breaches_at === null ? [plain('.')] : [plain('; '), code(worst.view), ...sayNext(worst)];
  return [plain(`Nothing is overdue: ${allOf(judged.length, 'view')} with a limit ${are} fresh`), ...next];
}

/** Overdue views first, of these those without a known age, then the one longest beyond its limit; then what breaches next. */
export function worstFreshnessFirst(views: readonly ViewFreshness[]): ViewFreshness[] {
  return [...views].sort((a, b) => classOf(a) - classOf(b) || usedOf(b) - usedOf(a));
}

function classOf(view: ViewFreshness): number {
  if (!isDeclared(view)) return 5;
  return { untold: 0, never: 1, breached: 2, approaching: 3, fresh: 4 }[view.state ?? 'untold'];
}

/** Seconds beyond the limit, less than nothing within it; without a limit, the age. */
function usedOf({ run_age_seconds: age, max_staleness_seconds: limit, alert_threshold_seconds: alert }: ViewFreshness) {
  return (age ?? 0) - (limit ?? alert ?? 0);
}

function isDeclared(view: ViewFreshness): boolean {
  return view.max_staleness_seconds !== null || view.alert_threshold_seconds !== null;
}

function sayOverdue(view: ViewFreshness): Phrase[] {
  if (view.state === 'never') return [code(view.view), { text: ' was never materialized', as: 'amber' }, plain('.')];
  if (view.state === null) return [plain('How old '), code(view.view), plain(` is cannot be told: ${view.note}.`)];
  const text = ` breached its limit ${sayAge(usedOf(view))} ago`;
  return [code(view.view), { text, as: 'amber' }, plain(`: its last run ended on ${sayIsoMoment(view.last_run!)}.`)];
}

function sayApproaching(view: ViewFreshness): Phrase[] {
  const past = { text: ' is past its alert threshold', as: 'strong' as const };
  if (view.breaches_at === null) return [code(view.view), past, plain('.')];
  return [code(view.view), past, plain(' and'), ...sayNext(view)];
}

function sayNext(view: ViewFreshness): Phrase[] {
  return [plain(` breaches its limit in ${sayAge(-usedOf(view))}, on ${sayIsoMoment(view.breaches_at!)}.`)];
}

function sayMore(more: number, what: string): Phrase[] {
  return more === 0 ? [] : [plain(` ${plural(more, 'more view')} ${more === 1 ? 'is' : 'are'} ${what}.`)];
}

function sayUndeclared(views: readonly ViewFreshness[]): Phrase[] {
  const [oldest] = [...views].sort((a, b) => (b.run_age_seconds ?? Infinity) - (a.run_age_seconds ?? Infinity));
  const none = plain('No view declares how old it may be. ');
  if (oldest!.run_age_seconds === null && oldest!.state !== 'never')
    return [none, plain('When '), code(oldest!.view), plain(' was last materialized is not known.')];
  if (oldest!.run_age_seconds === null) return [none, code(oldest!.view), plain(' was never materialized.')];
  return [none, plain('The oldest is '), code(oldest!.view), plain(`, of ${sayAge(oldest!.run_age_seconds)} ago.`)];
}

function sayAge(seconds: number): string {
  return saySpan(spanOfSeconds(seconds));
}

function sayIsoMoment(iso: string): string {
  return sayInstant(parseInstant(iso), { year: true });
}
