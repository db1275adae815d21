import { isFuture, past } from '../../../core/join/naive-pick.ts';
import { formatDuration } from '../../../core/time/duration.ts';
import { sayInstant } from '../../../core/time/instant.ts';
import { longSpan, saySpan } from '../../../core/time/span.ts';
import type { SourceRow } from '../../../core/view/later.ts';
import type { PickRule } from '../../../core/view/pick.ts';
import type { WhyRow, Explanation } from '../../state/why.svelte.ts';

/** `customer_id c-0417`; several keys with commas between. */
export function sayEntity({ timeline }: Explanation): string {
  return timeline.label.keys.map(({ name, value }) => `${name} ${value ?? 'null'}`).join(', ');
}

export function sayExplainedMoment({ at }: Explanation): string {
  return sayInstant(at, { year: true });
}

/** The rule of the join in one sentence. */
export function sayRule(explanation: Explanation): string {
  const { rule, timeline } = explanation;
  const label = rule.embargo > 0n ? `${formatDuration(rule.embargo)} before the label` : 'the label';
  if (timeline.computed) return sayWindowRule(explanation, label);
  const upTo = rule.boundary === 'strict' ? `before ${label}` : `at or before ${label}`;
  const known = rule.available ? ', and known by then' : '';
  const ttl = rule.ttl === null ? '' : `, at most ${formatDuration(rule.ttl)} old`;
  return `The join takes the latest row that happened ${upTo}${known}${ttl}.`;
}

function sayWindowRule({ rule, window, timeline }: Explanation, label: string): string {
  const isStrict = rule.boundary === 'strict';
  const known = timeline.computed!.available ? ', as far as they were known by then' : '';
  if (window === null) return `The join counts all events ${isStrict ? 'before' : 'up to'} ${label}${known}.`;
  const ends = isStrict ? 'right before' : 'at';
  return `The join counts the events of the ${saySpan(window)} that end ${ends} ${label}${known}.`;
}

/** Which row the as-of join took, or why there is none. */
export function sayPicked({ at, picked, candidates, timeline }: Explanation): string {
  if (picked && timeline.computed) return `held since ${sayInstant(picked.row.t, { year: true })}`;
  if (picked) return `from ${sayInstant(picked.row.t, { year: true })}, ${age(past(at, picked.row.t))}`;
  if (timeline.label.keys.some((key) => key.value === null)) return 'a null key matches nothing';
  if (timeline.computed)
    return timeline.computed.totalEvents === 0 ? 'this entity has no events here' : 'no event counts yet';
  if (candidates.length === 0) return 'this entity has no rows here';
  if (candidates.some((candidate) => candidate.verdict === 'expired')) return 'what was known had expired';
  if (candidates.some((candidate) => candidate.verdict === 'unknown_yet')) return 'what had happened was not yet known';
  return 'nothing had happened yet';
}

/** What the naive join took; a leak where that could not be known and is not null. */
export function sayNaive({ at, naive, rule }: Explanation): { text: string; leak: boolean } {
  if (!naive) return { text: '', leak: false };
  const when = sayInstant(naive.row.t, { year: true });
  if (!isFuture(naive.row, at, rule)) return { text: `from ${when}, ${age(past(at, naive.row.t))}`, leak: false };
  const ahead = `from ${when}, ${sayAhead(naive.row, at, rule)}`;
  return naive.value === null
    ? { text: `${ahead}, but null: nothing leaks`, leak: false }
    : { text: ahead, leak: true };
}

/** What happened after the label is in the future; what did before it was only known later. */
function sayAhead({ t, a }: SourceRow, at: bigint, { available }: PickRule): string {
  const late = available && a !== null && a > t && a > at ? `known only ${longSpan(past(a, at))} after the label` : '';
  if (t < at) return `but ${late}`;
  const ahead = t === at ? 'at the label’s very moment' : `${longSpan(past(t, at))} in the future`;
  return late ? `${ahead}, ${late}` : ahead;
}

/** Why a row was taken or not, in a few words. */
export function sayVerdict(candidate: WhyRow, { at, picked, rule }: Explanation): string {
  const { row, verdict } = candidate;
  switch (verdict) {
    case 'picked':
      return `chosen, ${age(past(at, row.t))}`;
    case 'future':
      if (row.t < at) return `within the embargo, ${age(past(at, row.t))}`;
      return row.t === at
        ? 'at the label’s very moment, which does not count'
        : `in the future, ${longSpan(past(row.t, at))} after the label`;
    case 'unknown_yet':
      return row.a === null ? 'never known' : `not yet known, ${longSpan(row.a - at + rule.embargo)} too late`;
    case 'expired':
      return `expired, ${age(past(at, row.t))}, TTL ${formatDuration(rule.ttl)}`;
    case 'older':
      return picked && row.t === picked.row.t ? 'same time, written earlier' : 'older than the one chosen';
  }
}

function age(span: bigint): string {
  return span === 0n ? 'at the label’s very moment' : `${saySpan(span)} before the label`;
}
