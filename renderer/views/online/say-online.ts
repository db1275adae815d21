import type { OnlineRecords } from '../../../core/rpc/online-api.ts';
import { count } from '../../../core/text/figures.ts';
import { formatInstant, parseInstant } from '../../../core/time/instant.ts';

/** `9,412`, or `about 1,000,000` where the store was not read to its end. */
export function sayRecords({ records, exact }: OnlineRecords): string {
  return `${exact ? '' : 'about '}${count(records)}`;
}

/** `2024-05-01 09:00`: a moment to the minute; a date where it is midnight. */
export function sayMoment(instant: bigint): string {
  return formatInstant(instant)
    .replace(/:\d\d(\.\d+)?$/, '')
    .replace(/ 00:00$/, '');
}

/** Of a receipt: null is from the beginning. */
export function sayIso(iso: string | null): string {
  return iso === null ? 'the beginning' : sayMoment(parseInstant(iso));
}

/** `31 k/s`. */
export function saySpeed(rate: number): string {
  if (rate >= 999_500) return `${(rate / 1e6).toFixed(1)} M/s`;
  return rate >= 9995 ? `${Math.round(rate / 1000)} k/s` : `${count(Math.round(rate))}/s`;
}

/** `about 8 s left`, `about 3 min left`. */
export function sayLeft(seconds: number): string {
  if (seconds < 1.5) return 'about a second left';
  return seconds < 90 ? `about ${Math.round(seconds)} s left` : `about ${Math.round(seconds / 60)} min left`;
}
