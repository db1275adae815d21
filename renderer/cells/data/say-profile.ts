import type { ColumnProfile, TimestampProfile } from '../../../core/rpc/host-api.ts';
import { formatInstant } from '../../../core/time/instant.ts';
import { count, plural } from '../../../core/text/figures.ts';

/** `from … to`, one value where they are the same, nothing for a column without values. */
export function sayRange({ min, max }: Pick<ColumnProfile, 'min' | 'max'>): string {
  if (min === null || max === null) return '';
  return min === max ? min : `${min} … ${max}`;
}

/** What there is to know of a timestamp column; `odd` is worth a second look. */
export function sayTimestamps(profile: TimestampProfile): { text: string; odd: boolean }[] {
  const { first, last, nulls, tiedRows, granularity, mixedZones } = profile;
  const facts = [];
  if (first === null || last === null) facts.push({ text: 'no row has a time', odd: true });
  else {
    const ties = tiedRows === 0 ? 'no ties' : `${plural(tiedRows, 'row')} tied with another of the same key and time`;
    facts.push({ text: `${short(first)} … ${short(last)} UTC`, odd: false });
    facts.push({ text: `whole ${granularity}s`, odd: false });
    facts.push({ text: ties, odd: tiedRows > 0 });
  }
  if (nulls > 0) facts.push({ text: `${count(nulls)} without a time`, odd: true });
  if (mixedZones) facts.push({ text: 'some times have a zone and some have none', odd: true });
  return facts;
}

/** Without what is zero at the end: `2024-03-01`, `2024-03-01 09:30`. */
function short(instant: bigint): string {
  return formatInstant(instant).replace(/( 00:00)?:00$/, '');
}
