import { past } from '../../../../core/join/naive-pick.ts';
import type { Timeline } from '../../../../core/rpc/host-api.ts';
import { count, plural } from '../../../../core/text/figures.ts';
import { formatInstant } from '../../../../core/time/instant.ts';
import { isEndless, longSpan } from '../../../../core/time/span.ts';
import type { EventReason } from '../../../../core/view/windows/reasons.ts';
import { sayValue, type MomentPhrase, type Told } from './told.ts';

/** How many events count where the label stands; null where not all are here. */
export function insideOf({ reading, timeline }: Told): number | null {
  const { events, totalEvents } = timeline.computed!;
  return events.length < totalEvents ? null : countOf(reading.reasons, 'inside');
}

/** What the window holds where the label stands. */
export function valueAt({ timeline, feature, reading }: Told): string {
  if (reading.picked !== null) return sayValue(timeline, feature, timeline.rows[reading.picked]!);
  return timeline.computed!.windows[feature]?.empty ?? 'null';
}

/** How many events count, and how many do not though they had happened and are in no way too early. */
export function tellEvents(told: Told): MomentPhrase[] {
  const inside = insideOf(told);
  const { reasons } = told.reading;
  if (inside === null || reasons.length === 0) return [];
  const others = (['not_yet_known', 'superseded', 'filtered_out', 'null'] as const).flatMap(
    (reason): MomentPhrase[] => {
      const n = countOf(reasons, reason);
      const phrase: MomentPhrase = { text: `${n} ${n === 1 ? 'is' : 'are'} ${left[reason]}` };
      return n === 0 ? [] : [{ text: ', ' }, reason === 'not_yet_known' ? { ...phrase, as: 'amber' } : phrase];
    },
  );
  return [{ text: ` ${plural(inside, 'event')} ${inside === 1 ? 'counts' : 'count'}` }, ...others, { text: '.' }];
}

const left = {
  not_yet_known: 'not yet known',
  superseded: 'replaced by a later version',
  filtered_out: 'left out by the filter',
  null: 'null',
};

/** What of an entity's windows is not drawn; empty where all is. */
export function tellLeftOut({ rows, totalRows, computed }: Timeline, isThinned: boolean): string {
  const { events, totalEvents } = computed!;
  const said = [
    rows.length < totalRows
      ? `Drawn are the ${plural(rows.length, 'change')} of the value nearest the label, of ${count(totalRows)}.`
      : '',
    events.length < totalEvents
      ? `Of ${plural(totalEvents, 'event')}, the ${count(events.length)} nearest are at hand.`
      : '',
    isThinned ? 'Where events crowd, one dot stands for several.' : '',
  ];
  return said.filter((text) => text !== '').join(' ');
}

/** On pointing at an event. */
export function eventWords({ timeline, feature, reading }: Told, index: number): string {
  const { t, a, texts } = timeline.computed!.events[index]!;
  const never = a === null || isEndless(a);
  const fate: Record<EventReason, string> = {
    inside: 'counted',
    too_early: 'before the window',
    too_late: t > reading.at ? `${longSpan(past(t, reading.at))} after the label` : 'not before the window’s end',
    not_yet_known: never ? 'never known' : `not known until ${formatInstant(a)}`,
    superseded: 'a later version took its place',
    filtered_out: 'left out by the filter',
    null: 'null in its column',
  };
  const value = texts[feature] === null || texts[feature] === undefined ? '' : `${texts[feature]} · `;
  return `${value}${formatInstant(t)} · ${fate[reading.reasons[index]!]}`;
}

function countOf(reasons: readonly EventReason[], reason: EventReason): number {
  return reasons.reduce((sum, one) => sum + Number(one === reason), 0);
}
