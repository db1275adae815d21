import type { TimeScale } from '../../../../core/time/time-ticks.ts';

const second = 1_000_000n;
const minute = 60n * second;
const hour = 60n * minute;
const day = 24n * hour;
const roundUnits = [1000n, second, 10n * second, 30n * second, minute, 5n * minute, 15n * minute, hour, 6n * hour, day];

/** Where an instant lies; beyond the ends it lies beyond them here too. */
export function toX(scale: TimeScale, at: bigint): number {
  const share = Number(at - scale.from) / Number(scale.to - scale.from);
  return scale.left + share * (scale.right - scale.left);
}

/** The instant at a pixel, to the microsecond. */
export function toInstant(scale: TimeScale, x: number): bigint {
  const share = (x - scale.left) / (scale.right - scale.left);
  return scale.from + BigInt(Math.round(share * Number(scale.to - scale.from)));
}

/** The roundest unit that is finer than a pixel, so that a dragged label stands at `09:00`, not at `08:59:41.2`. */
export function fineness(scale: TimeScale): bigint {
  const pixel = (scale.to - scale.from) / BigInt(Math.max(1, Math.round(scale.right - scale.left)));
  return roundUnits.findLast((unit) => unit <= pixel) ?? 1n;
}

/** The nearest whole multiple of a unit. */
export function roundTo(at: bigint, unit: bigint): bigint {
  const rest = ((at % unit) + unit) % unit;
  return rest * 2n >= unit ? at - rest + unit : at - rest;
}

/** The nearest whole multiple of a unit between two instants; an end itself only where there is none between. */
export function roundWithin(at: bigint, unit: bigint, from: bigint, to: bigint): bigint {
  const [first, last] = [-floorTo(-from, unit), floorTo(to, unit)];
  return first > last ? clamp(at, from, to) : clamp(roundTo(at, unit), first, last);
}

function floorTo(at: bigint, unit: bigint): bigint {
  return at - (((at % unit) + unit) % unit);
}

export function clamp(at: bigint, from: bigint, to: bigint): bigint {
  return at < from ? from : at > to ? to : at;
}

/** What of a row an axis must show. */
interface Spot {
  t: bigint;
  a: bigint | null;
}

/**
 * The stretch of time that shows every row, the label and, as far as there is room, when late rows
 * became known and where the TTL begins, with room at both ends to move the label past the first
 * row and the last. Never empty.
 */
export function fitTime(rows: readonly Spot[], at: bigint, ttl: bigint | null): { from: bigint; to: bigint } {
  const times = [at, ...rows.map((row) => row.t)];
  const first = times.reduce((least, t) => (t < least ? t : least));
  const last = times.reduce((most, t) => (t > most ? t : most));
  const known = rows.reduce((most, row) => (row.a !== null && row.a > most ? row.a : most), last);
  const room = last > first ? (last - first) / 4n : (ttl ?? day);
  const from = ttl === null ? first : clamp(at - ttl, first - room, first);
  const to = clamp(known, last, last + room);
  const margin = to > from ? (to - from) / 25n + 1n : day;
  // A fifth of what the rows span, beyond the outermost of them.
  const beyond = (last - first) / 5n;
  return { from: smaller(from - margin, first - beyond), to: greater(to + margin, last + beyond) };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/**
 * The stretch to begin with: all there is, unless what matters (from the TTL's beginning or the as-of
 * pick to the naive one) would be lost in it; then that, with a margin to drag in.
 */
export function beginWith(all: { from: bigint; to: bigint }, matters: readonly bigint[]): { from: bigint; to: bigint } {
  const first = clamp(
    matters.reduce((least, t) => (t < least ? t : least)),
    all.from,
    all.to,
  );
  const last = clamp(
    matters.reduce((most, t) => (t > most ? t : most)),
    all.from,
    all.to,
  );
  const span = last - first;
  if (span === 0n || span * 2n >= all.to - all.from) return all;
  const margin = span / 5n;
  return { from: clamp(first - margin, all.from, first), to: clamp(last + margin, last, all.to) };
}

/** A stretch with an instant in its middle: `factor` below 1 looks closer. Never under a tenth of a millisecond. */
export function zoomTime(
  range: { from: bigint; to: bigint },
  around: bigint,
  factor: number,
): { from: bigint; to: bigint } {
  const half = BigInt(Math.round(Math.max(50, (Number(range.to - range.from) / 2) * factor)));
  return { from: around - half, to: around + half };
}
