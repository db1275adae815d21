import { groupDigits } from '../../text/figures.ts';
import { sayInstant } from '../../time/instant.ts';

/** 1000 -> `1,000`; as many digits as it has, up to 15. */
export function sayNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'infinity' : '-infinity';
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e15 || size < 1e-6)) return String(value);
  return String(Number(value.toPrecision(15))).replace(/\d+/, groupDigits);
}

/** `5 more`, `0.5 less`. */
export function sayOffset(by: number): string {
  return `${sayNumber(Math.abs(by))} ${by > 0 ? 'more' : 'less'}`;
}

const units = [
  { micros: 3_600_000_000n, word: 'hour' },
  { micros: 60_000_000n, word: 'minute' },
  { micros: 1_000_000n, word: 'second' },
  { micros: 1000n, word: 'millisecond' },
  { micros: 1n, word: 'microsecond' },
];
const day = 86_400_000_000n;

/** `5 hours earlier`, `1 hour 30 minutes later`, `1 day earlier`. Exactly, in UTC. */
export function sayTimeOffset(micros: bigint): string {
  return `${sayWhole(micros < 0n ? -micros : micros)} ${micros < 0n ? 'earlier' : 'later'}`;
}

/** A span in all the units that it takes: `30 hours`, `30 days`, `7 hours 15 minutes`. Not negative. */
export function sayWhole(span: bigint): string {
  if (span % day === 0n && span !== 0n) return plural(span / day, 'day');
  const words: string[] = [];
  for (const { micros, word } of units) {
    if (span / micros > 0n) words.push(plural(span / micros, word));
    span %= micros;
  }
  return words.join(' ');
}

function plural(n: bigint, one: string): string {
  return `${n} ${one}${n === 1n ? '' : 's'}`;
}

const rounds = [day, 21_600_000_000n, 3_600_000_000n, 900_000_000n, ...units.slice(1).map((unit) => unit.micros)];

/** The roundest span in [from, to): whole days before hours before minutes, and the shortest of them. */
export function roundest(from: bigint, to: bigint): bigint {
  for (const unit of rounds) {
    const first = ((from + unit - 1n) / unit) * unit;
    if (first < to) return first;
  }
  return from;
}

/**
 * The roundest moment in [from, to) as a person says it; `to` null is open. The last one: what changed first
 * after a run tells more closely when it was than what changed last before it.
 */
export function sayRoundMoment(from: bigint, to: bigint | null): string {
  const year = { year: true };
  if (to === null) return sayInstant(from, year);
  for (const unit of rounds) {
    const last = ((to - 1n) / unit) * unit;
    if (last >= from) return sayInstant(last, year);
  }
  return sayInstant(from, year);
}
