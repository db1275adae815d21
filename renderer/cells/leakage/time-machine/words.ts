import { past } from '../../../../core/join/naive-pick.ts';
import type { NaiveStrategy } from '../../../../core/join/request.ts';
import type { Timeline, TimelineRow } from '../../../../core/rpc/host-api.ts';
import { formatInstant, sayDate, sayInstant } from '../../../../core/time/instant.ts';
import { longSpan, saySpan } from '../../../../core/time/span.ts';
import type { MomentReading } from '../reading.ts';
import { sayValue, type MomentPhrase, type Told } from './told.ts';
import { tellEvents, valueAt } from './event-words.ts';

const day = 86_400_000_000n;
const rowNames: Record<NaiveStrategy, string> = {
  latest: 'latest',
  nearest: 'nearest',
  'same-day': "day's last",
  'event-time': 'event time',
};

/** Beside the as-of pick; `briefly` where there is little room. */
export function pickWords({ timeline, feature, reading, strategy }: Told, how: 'whole' | 'briefly' = 'whole'): string {
  const row = timeline.rows[reading.picked!]!;
  const both = reading.naive === reading.picked && !reading.future;
  const who = both ? `as of and ${rowNames[strategy]}` : 'as of';
  const what = `${who}: ${sayValue(timeline, feature, row)}`;
  return how === 'briefly' ? what : `${what}, ${age(past(reading.at, row.t))}`;
}

/** Beside the naive pick; `briefly` where there is little room. */
export function naiveWords(told: Told, how: 'whole' | 'briefly' = 'whole'): string {
  const { timeline, feature, reading, strategy } = told;
  const row = timeline.rows[reading.naive!]!;
  const what = `${rowNames[strategy]}: ${sayValue(timeline, feature, row)}`;
  if (how === 'briefly') return what;
  if (!reading.future) return `${what}, ${age(past(reading.at, row.t))}`;
  if (row.t > reading.at) return `${what}, from ${longSpan(past(row.t, reading.at))} in the future`;
  return reading.peek === 0n ? `${what}, from that very moment` : `${what}, known only ${longSpan(reading.peek)} later`;
}

/** Where the TTL begins. */
export function ttlWords(ttl: bigint, isSeen: boolean): string {
  return isSeen ? `TTL ${longSpan(ttl)} reaches back to here` : `TTL ${longSpan(ttl)} reaches further back`;
}

/** In the stretch before the label that does not count. */
export function embargoWords(embargo: bigint): string {
  return `embargo ${longSpan(embargo)}`;
}

/** Beside a row that had happened but was not known. */
export function lateWords(row: TimelineRow): string {
  return row.a === null ? 'true here, never known' : `true here, known ${longSpan(past(row.a, row.t))} later`;
}

/** On pointing at a row. */
export function rowWords(told: Told, index: number): string {
  const { timeline, feature, reading } = told;
  const row = timeline.rows[index]!;
  const within = isWithin(told, row);
  const fate = {
    picked: 'the as-of pick',
    older: 'known, but older than the pick',
    future: within ? 'within the embargo' : 'in the future',
    unknown_yet:
      row.a === null ? 'never known' : `not known until ${formatInstant(row.a)}${within ? ', within the embargo' : ''}`,
    expired: 'expired: older than the TTL',
  }[reading.verdicts[index]!];
  return `${sayValue(timeline, feature, row)} · ${formatInstant(row.t)} · ${fate}`;
}

/** The sentences under the figure: what the model may see, what it may not yet, and what the naive join says. */
export function tell(told: Told): MomentPhrase[] {
  const events = told.timeline.computed ? tellEvents(told) : [];
  return [...tellPick(told), ...events, ...tellLate(told), ...tellNaive(told)];
}

/** `Told` as plain text, for a screen reader. */
export function tellPlainly(told: Told): string {
  return tell(told)
    .map((phrase) => phrase.text)
    .join('');
}

function tellPick(told: Told): MomentPhrase[] {
  const { timeline, feature, reading, ttl, embargo } = told;
  const { at, picked, verdicts } = reading;
  const less = embargo === 0n ? '' : `, with an embargo of ${saySpan(embargo)},`;
  const when = `At ${sayDrawnMoment(at, nearYear(timeline))}${less} the model may see `;
  if (picked !== null) {
    const row = timeline.rows[picked]!;
    return [
      { text: when },
      { text: sayValue(timeline, feature, row), as: 'past' },
      { text: timeline.computed ? `, ${sayHeld(at, row)}.` : `, ${sayBefore(told, row)}.` },
    ];
  }
  if (timeline.computed) {
    const why = timeline.computed.totalEvents === 0 ? 'the entity has no events here at all' : 'no event counts yet';
    return [{ text: when }, { text: valueAt(told), as: 'strong' }, { text: `: ${why}.` }];
  }
  const nothing: MomentPhrase[] = [{ text: when }, { text: 'nothing', as: 'strong' }];
  if (timeline.rows.length === 0) return [...nothing, { text: ': the entity has no rows here at all.' }];
  if (verdicts.includes('expired') && ttl !== null) {
    const newest = timeline.rows[verdicts.lastIndexOf('expired')]!;
    const expired = { text: 'expired', as: 'amber' } as const;
    return [
      ...nothing,
      { text: ': the newest value has ' },
      expired,
      { text: `, ${saySpan(past(at, newest.t))} old with a TTL of ${saySpan(ttl)}.` },
    ];
  }
  if (verdicts.includes('unknown_yet'))
    return [...nothing, { text: ': what had happened was ' }, { text: 'not yet known', as: 'amber' }, { text: '.' }];
  return [...nothing, { text: embargo === 0n ? ': nothing had happened yet.' : ': nothing had happened before it.' }];
}

function tellLate(told: Told): MomentPhrase[] {
  const { timeline, reading } = told;
  const index = latest(reading);
  if (index === null) return [];
  const row = timeline.rows[index]!;
  const year = nearYear(timeline);
  const more =
    reading.verdicts.filter((verdict, i) => verdict === 'unknown_yet' && i > (reading.picked ?? -1)).length - 1;
  const others = more > 0 ? `, as ${more === 1 ? 'was 1 row' : `were ${more} rows`} before it` : '';
  const sameDay = row.a !== null && row.a - row.t < day;
  const say = (at: bigint): string => (sameDay ? sayInstant(at, { year }) : sayDate(at, { year }));
  const within = isWithin(told, row) ? ', within the embargo' : '';
  const until = row.a === null ? 'never known' : `not known until ${say(row.a)}${within}`;
  return [{ text: ` The row of ${say(row.t)} was true but ` }, { text: until, as: 'amber' }, { text: `${others}.` }];
}

function tellNaive(told: Told): MomentPhrase[] {
  const { timeline, feature, reading, strategy, available, alone } = told;
  if (timeline.computed)
    return alone ? [] : [{ text: ' A naive join counts other events: its value is in the rows below.' }];
  if (reading.naive === null) return [];
  const row = timeline.rows[reading.naive]!;
  const who = {
    latest: 'The latest row',
    nearest: 'The nearest row',
    'same-day': "The day's last row",
    'event-time': 'A join by event time alone',
  }[strategy];
  if (reading.naive === reading.picked && !reading.future) return [{ text: ` ${who} says the same.` }];
  const value: MomentPhrase = { text: sayValue(timeline, feature, row), as: reading.leaks ? 'leak' : 'strong' };
  const says: MomentPhrase[] = [{ text: ` ${who} says ` }, value];
  const within = reading.verdicts[reading.naive] === 'future' ? ', within the embargo' : '';
  if (!reading.future) return [...says, { text: `, ${sayBefore(told, row)}${within}.` }];
  const later = (then: bigint): string => `${saySpan(past(then, reading.at))} later`;
  if (row.t < reading.at) return [...says, { text: `, which became known only ${later(row.a!)}.` }];
  const happened = row.t === reading.at ? 'at that very moment' : later(row.t);
  const isLate = available && row.a !== null && row.a > row.t && later(row.a) !== happened;
  const known = isLate ? ` and became known ${later(row.a!)}` : '';
  return [...says, { text: `, which happened ${happened}${known}.` }];
}

/** Since when a window has held what it holds. */
function sayHeld(at: bigint, { t }: TimelineRow): string {
  return t === at
    ? 'which its window holds from that very moment on'
    : `which its window has held for ${saySpan(past(at, t))}`;
}

/** When a row that could be known happened, and when it became known, where that is another time. */
function sayBefore({ reading: { at }, available }: Told, { t, a }: TimelineRow): string {
  const before = (then: bigint): string => (then === at ? 'that very moment' : `${saySpan(past(at, then))} before`);
  const known =
    available && a !== null && a > t && before(a) !== before(t) ? `, known ${a === at ? 'from ' : ''}${before(a)}` : '';
  return `from ${before(t)}${known}`;
}

/** Whether a row that may not be picked could be without the embargo: all of it was before the label. */
function isWithin({ reading: { at }, embargo, available }: Told, { t, a }: TimelineRow): boolean {
  return embargo > 0n && t <= at && (!available || (a !== null && a <= at));
}

/** The newest row that had happened and was not known, where it would have been picked. */
export function latest(reading: MomentReading): number | null {
  const index = reading.verdicts.lastIndexOf('unknown_yet');
  return index > (reading.picked ?? -1) ? index : null;
}

/** The year is said only where there are several. */
export function nearYear({ rows, label }: Timeline): boolean {
  const times = [rows[0]?.t, rows.at(-1)?.t, label.at].filter((t) => t !== undefined && t !== null);
  return new Set(times.map((t) => formatInstant(t).slice(0, 4))).size > 1;
}

/** A moment as finely as it needs: to the minute, or to the microsecond. */
export function sayDrawnMoment(at: bigint, year: boolean): string {
  const rest = ((at % 60_000_000n) + 60_000_000n) % 60_000_000n;
  return rest === 0n ? sayInstant(at, { year }) : `${sayDate(at, { year })} ${formatInstant(at).split(' ')[1]!}`;
}

function age(span: bigint): string {
  return span === 0n ? 'this moment' : `${longSpan(span)} old`;
}
