import { AsofError } from '../errors/asof-error.ts';
import { onceEach } from '../text/once-each.ts';

/*
 * An instant is a bigint: microseconds since 1970-01-01 00:00 UTC. A span is the difference of two.
 * JavaScript's dates have milliseconds and the machine's zone, so nothing here touches them.
 *
 * Ranges of instants are half-open, [from, to), wherever this program cuts time into pieces (days,
 * bins, axes), so that every instant is in exactly one. What a label row may see is the exception
 * and is closed at the label's time, as in Feast, unless the boundary is `strict` (core/join).
 */

const day = 86_400_000_000n;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * ISO text as an instant. Without a zone it is UTC, with one it is converted; a date is its midnight;
 * what is finer than a microsecond is cut off. Throws `bad_timestamp`.
 */
export function parseInstant(text: string): bigint {
  const match = pattern.exec(text.trim());
  if (!match) throw new AsofError('bad_timestamp', { text });
  const [year, month, dayOfMonth, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const days = daysFromCivil(year!, month!, dayOfMonth!);
  const valid = year! > 0 && civilFromDays(days).join() === [year, month, dayOfMonth].join();
  if (!valid || hour! > 23 || minute! > 59 || second! > 59) throw new AsofError('bad_timestamp', { text });
  const micros = BigInt((match[7] ?? '').padEnd(6, '0').slice(0, 6));
  const offset = offsetMinutes(match[8] ?? 'Z');
  if (offset === null) throw new AsofError('bad_timestamp', { text });
  return BigInt(days) * day + BigInt((hour! * 60 + minute! - offset) * 60 + second!) * 1_000_000n + micros;
}

/** `2024-05-01 09:00:00`, with as many digits after the second as it needs. In UTC. */
export function formatInstant(instant: bigint): string {
  const { year, month, dayOfMonth, hour, minute, second, micros } = parts(instant);
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  return `${isoDate(year, month, dayOfMonth)} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

/** For machines: `2024-05-01T09:00:00Z`, with as many digits after the second as it needs. */
export function formatIso(instant: bigint): string {
  return `${formatInstant(instant).replace(' ', 'T')}Z`;
}

/** `formatIso` that keeps what it has said: of thousands of values most are of few moments. */
export function isoOfFew(): (instant: bigint) => string {
  return onceEach(formatIso);
}

/** The same, and a midnight as a date: `2024-05-01`. */
export function formatShortIso(instant: bigint): string {
  return formatIso(instant).replace(/T00:00:00Z$/, '');
}

/** As a person says it: `1 May 09:00`; with the year `1 May 2024 09:00`. In UTC. */
export function sayInstant(instant: bigint, options: { year?: boolean } = {}): string {
  const { hour, minute } = parts(instant);
  return `${sayDate(instant, options)} ${two(hour)}:${two(minute)}`;
}

/** `1 May`, or `1 May 2024`. In UTC. */
export function sayDate(instant: bigint, options: { year?: boolean } = {}): string {
  const { year, month, dayOfMonth } = parts(instant);
  return `${dayOfMonth} ${months[month - 1]!}${options.year ? ` ${year}` : ''}`;
}

function parts(instant: bigint) {
  const n = Number(instant);
  // As a double an instant is exact until 2255, and its parts are found in a tenth of the time.
  const inSecond = Number.isSafeInteger(n)
    ? floorMod(n, 1e6)
    : Number(((instant % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const seconds = Number.isSafeInteger(n) ? (n - inSecond) / 1e6 : Number((instant - BigInt(inSecond)) / 1_000_000n);
  const inDay = floorMod(seconds, 86_400);
  const [year, month, dayOfMonth] = civilFromDays((seconds - inDay) / 86_400);
  const [hour, minute, second] = [Math.floor(inDay / 3600), Math.floor(inDay / 60) % 60, inDay % 60];
  return { year, month, dayOfMonth, hour, minute, second, micros: inSecond };
}

/** Exact for integers: at least 0. */
function floorMod(n: number, by: number): number {
  const rest = n % by;
  return rest < 0 ? rest + by : rest;
}

function offsetMinutes(zone: string): number | null {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 15 || Number(minutes) > 59) return null;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

/** Days since 1970 of a date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `daysFromCivil`. */
export function civilFromDays(days: number): [year: number, month: number, dayOfMonth: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

function isoDate(year: number, month: number, dayOfMonth: number): string {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
