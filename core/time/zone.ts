/** From when on a zone's clocks are how far ahead of UTC, microseconds. */
export interface ClockChange {
  /** What the clocks show from then on counts as this zone's new offset, microseconds since 1970 in local time. */
  from: bigint;
  offset: bigint;
}

/** A zone's clocks over a stretch of time: the offset at its beginning and what changes after that. */
export interface ZoneClocks {
  offset: bigint;
  changes: ClockChange[];
}

/** Where clocks are looked up, seconds: 1850 to 2150. Outside, the nearest offset holds. */
const first = -3_786_825_600;
const last = 5_680_281_600;
/** Shorter than any two changes are apart: Morocco's are a month. */
const step = 7 * 86_400;

/**
 * The clocks of an IANA zone for local times between two moments, from the platform's own tables: neither
 * engine has them alike. Where clocks are put back, local times come twice, and where they are put
 * forward, some never come: both are read with the offset from before the change, as Python (fold 0) and
 * Java do, so that a time that comes twice is the earlier one.
 */
export function zoneClocks(zone: string, begin: bigint, end: bigint): ZoneClocks {
  const offsetAt = offsets(zone);
  const from = clamp(begin) - 2 * step;
  const to = clamp(end) + 2 * step;
  const start = offsetAt(from);
  const changes: ClockChange[] = [];
  for (let [at, before] = [from, start]; at < to; at += step) {
    const after = offsetAt(at + step);
    if (after === before) continue;
    const change = bisect(offsetAt, at, at + step, before);
    changes.push({ from: micros(change + Math.max(before, after)), offset: micros(after) });
    before = after;
  }
  return { offset: micros(start), changes };
}

/** The first second with another offset, between one that has the old and one that has the new. */
function bisect(offsetAt: (second: number) => number, low: number, high: number, before: number): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsets(zone: string): (second: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (second) => {
    const parts = new Map(format.formatToParts(second * 1000).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type)!;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) / 1000 - second;
  };
}

function clamp(instant: bigint): number {
  return Math.min(last, Math.max(first, Number(instant / 1_000_000n)));
}

function micros(seconds: number): bigint {
  return BigInt(seconds) * 1_000_000n;
}
