import type { PickRule } from '../../../../core/view/pick.ts';
import type { NaiveStrategy } from '../../../../core/join/request.ts';
import type { Timeline, TimelineRow } from '../../../../core/rpc/host-api.ts';
import { readAt } from '../reading.ts';
import { beginWith, clamp, fitTime } from './scale.ts';

/** A stretch of time. */
export interface ShownPeriod {
  from: bigint;
  to: bigint;
}

/**
 * All that there is to see of an entity, and the stretch that is seen at first.
 *
 * @param feature that is drawn: its window is to be seen
 */
export function sightOf(
  timeline: Timeline,
  rule: PickRule,
  strategy: NaiveStrategy,
  feature = 0,
): { all: ShownPeriod; first: ShownPeriod } {
  const { rows, label } = timeline;
  const at = label.at ?? rows[0]?.t ?? 0n;
  const spans = [rule.ttl, rule.embargo || null, timeline.computed?.windows[feature]?.window ?? null];
  const reach = spans.reduce((most, span) => (most === null || (span !== null && span > most) ? span : most));
  const all = within(knownOf(timeline, at), fitTime(rows, at, reach));
  const { picked, naive, future, verdicts } = readAt(timeline, feature, at, rule, strategy);
  const matters = [at];
  if (reach !== null) matters.push(at - reach);
  for (const index of [picked, naive]) if (index !== null) matters.push(rows[index]!.t);
  const known = naive === null ? null : rows[naive]!.a;
  if (future && rule.available && known !== null) matters.push(known);
  rows.forEach((row, i) => verdicts[i] === 'unknown_yet' && i > (picked ?? -1) && matters.push(row.t));
  return { all, first: beginWith(all, matters) };
}

/**
 * Where the rows that are here tell which would be picked: around the label as far as no row was left
 * out. Beyond, a value would seem to hold on, or nothing to be known, only because rows are not here.
 */
function knownOf({ rows, leftOut, hasAvailable }: Timeline, at: bigint): { from: bigint | null; to: bigint | null } {
  const next = leftOut.find((i) => i > 0 && rows[i]!.t > at);
  const last = leftOut.findLast((i) => i === 0 || rows[i]!.t <= at);
  const told = ({ t, a }: TimelineRow): bigint | null => (hasAvailable ? a && (a > t ? a : t) : t);
  const seen = last === undefined ? [] : rows.slice(last, next).flatMap((row) => told(row) ?? []);
  // From when one of these rows counts: it is newer than all that were left out before.
  const from = seen.length ? seen.reduce((least, t) => (t < least ? t : least)) + 1n : null;
  return { from: from !== null && from > at ? at : from, to: next === undefined ? null : rows[next - 1]!.t };
}

function within(known: { from: bigint | null; to: bigint | null }, all: ShownPeriod): ShownPeriod {
  const from = known.from === null ? all.from : clamp(known.from, all.from, all.to - 1n);
  const to = known.to === null ? all.to : clamp(known.to, from + 1n, all.to);
  return { from, to };
}
