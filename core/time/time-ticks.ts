import { civilFromDays, daysFromCivil, sayDate } from './instant.ts';

/** Time laid along a line of pixels, left to right. Both ends are instants; `to` lies after `from`. */
export interface TimeScale {
  from: bigint;
  to: bigint;
  left: number;
  right: number;
}

export interface TimeTick {
  at: bigint;
  text: string;
}

const second = 1_000_000n;
const minute = 60n * second;
const hour = 60n * minute;
const day = 24n * hour;
const monday = 4n * day;

/** Steps that are whole on a clock or a calendar, finest first; months and years count from January. */
type Step = { micros: bigint } | { months: number };
const steps: readonly Step[] = [
  ...[1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n].map((micros) => ({ micros })),
  ...[1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n].map((n) => ({ micros: n * 1000n })),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((n) => ({ micros: n * second })),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((n) => ({ micros: n * minute })),
  ...[1n, 2n, 3n, 6n, 12n].map((n) => ({ micros: n * hour })),
  ...[1n, 2n, 7n, 14n].map((n) => ({ micros: n * day })),
  ...[1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000].map((months) => ({ months })),
];
const monthMicros = 2_629_746_000_000;

/**
 * Where an axis in UTC is marked, and with what: the finest round step that leaves `spacing` pixels
 * for each. A tick names what changed: the hour within a day, else the day, with its year at the
 * first tick and where the year turns.
 */
export function timeTicks(scale: TimeScale, spacing = 92): TimeTick[] {
  const perPixel = Number(scale.to - scale.from) / (scale.right - scale.left);
  const step = steps.find((candidate) => size(candidate) / perPixel >= spacing) ?? steps.at(-1)!;
  const times = 'micros' in step ? clockTimes(scale, step.micros) : monthTimes(scale, step.months);
  return times.map((at, i) => ({ at, text: name(at, times[i - 1], step) }));
}

function size(step: Step): number {
  return 'micros' in step ? Number(step.micros) : step.months * monthMicros;
}

function clockTimes({ from, to }: TimeScale, step: bigint): bigint[] {
  const origin = step % (7n * day) === 0n ? monday : 0n;
  const times: bigint[] = [];
  const past = (((from - origin) % step) + step) % step;
  for (let at = past === 0n ? from : from - past + step; at <= to; at += step) times.push(at);
  return times;
}

function monthTimes({ from, to }: TimeScale, step: number): bigint[] {
  const [year, month] = civilFromDays(Number(floorDay(from) / day));
  const times: bigint[] = [];
  for (let n = Math.floor((year * 12 + month - 1) / step) * step; ; n += step) {
    const at = BigInt(daysFromCivil(Math.floor(n / 12), (n % 12) + 1, 1)) * day;
    if (at > to) return times;
    if (at >= from) times.push(at);
  }
}

function name(at: bigint, before: bigint | undefined, step: Step): string {
  const year = yearOf(at);
  const turned = before === undefined || yearOf(before) !== year;
  if ('months' in step) {
    if (step.months % 12 === 0) return String(year);
    const month = sayDate(at).replace(/^\d+ /, '');
    return turned ? `${month} ${year}` : month;
  }
  if (step.micros >= day) return sayDate(at, { year: turned });
  const newDay = before === undefined || floorDay(before) !== floorDay(at);
  if (newDay)
    return floorDay(at) === at
      ? sayDate(at, { year: before === undefined })
      : `${sayDate(at)} ${clock(at, step.micros)}`;
  return clock(at, step.micros);
}

function clock(at: bigint, step: bigint): string {
  const rest = at - floorDay(at);
  const two = (n: bigint): string => String(n).padStart(2, '0');
  const minutes = `${two(rest / hour)}:${two((rest / minute) % 60n)}`;
  if (step >= minute) return minutes;
  const seconds = two((rest / second) % 60n);
  if (step >= second) return `${minutes}:${seconds}`;
  const digits = step >= 1000n ? 3 : 6;
  return `:${seconds}.${String(rest % second)
    .padStart(6, '0')
    .slice(0, digits)}`;
}

function yearOf(at: bigint): number {
  return civilFromDays(Number(floorDay(at) / day))[0];
}

function floorDay(at: bigint): bigint {
  return at - (((at % day) + day) % day);
}
