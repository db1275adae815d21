/* How a difference of two instants is said, rounded to the nearest. A span is bigint microseconds. */

/** What stands for a span without an end: an instant at infinity has one to every other. */
export const endless = 9_223_372_036_854_775_807n;

export function isEndless(span: bigint): boolean {
  return span === endless || span === -endless;
}

/** Seconds, which may be infinite, as a span. */
export function spanOfSeconds(seconds: number): bigint {
  return Number.isFinite(seconds) ? BigInt(Math.round(seconds * 1e6)) : seconds > 0 ? endless : -endless;
}

const units = [
  { micros: 86_400_000_000n, letter: 'd', word: 'day' },
  { micros: 3_600_000_000n, letter: 'h', word: 'hour' },
  { micros: 60_000_000n, letter: 'm', word: 'minute' },
  { micros: 1_000_000n, letter: 's', word: 'second' },
  { micros: 1000n, letter: 'ms', word: 'millisecond' },
  { micros: 1n, letter: 'µs', word: 'microsecond' },
] as const;

interface SpanOptions {
  /** Puts + before what is greater than zero. What is less always has its minus. */
  signed?: boolean;
}

/** For a cell of a grid: `9d`, `3h`, `+23d`. */
export function shortSpan(span: bigint, options: SpanOptions = {}): string {
  if (size(span) === endless) return `${sign(span, options)}∞`;
  const { count, unit } = inUnits(span);
  return `${sign(span, options)}${count}${unit.letter}`;
}

/** For a chart or a line of facts: `23 d`, `2 h 10 m`, `+9 d`. Ten days and more, and seconds, are said alone. */
export function longSpan(span: bigint, options: SpanOptions = {}): string {
  if (size(span) === endless) return `${sign(span, options)}∞`;
  const { unit, next } = unitsOf(size(span));
  const alone = next === undefined || unit.micros <= 1_000_000n || size(span) >= 10n * units[0].micros;
  const { count, unit: first, rest } = inUnits(span, alone ? unit : next);
  const finer = alone ? 0n : rest / next.micros;
  const tail = finer > 0n ? ` ${finer} ${next!.letter}` : '';
  return `${sign(span, options)}${count} ${first.letter}${tail}`;
}

/** For a sentence: `9 days`, `1 hour`. The sign is left to the sentence. */
export function saySpan(span: bigint): string {
  if (size(span) === endless) return 'an endless time';
  const { count, unit } = inUnits(span);
  return `${count} ${unit.word}${count === 1n ? '' : 's'}`;
}

type Unit = (typeof units)[number];

/** Rounded to a unit, the greatest that it has without one; 23 hours and 50 minutes are a day. */
function inUnits(span: bigint, to: Unit = unitsOf(size(span)).unit): { count: bigint; unit: Unit; rest: bigint } {
  const rounded = ((size(span) + to.micros / 2n) / to.micros) * to.micros;
  const { unit } = unitsOf(rounded);
  return { count: rounded / unit.micros, unit, rest: rounded % unit.micros };
}

/** The greatest unit that a size has, and the one below it; nothing is in seconds. */
function unitsOf(micros: bigint): { unit: Unit; next: Unit | undefined } {
  const found = units.findIndex((unit) => micros >= unit.micros);
  const i = found === -1 ? units.findIndex((unit) => unit.letter === 's') : found;
  return { unit: units[i]!, next: units[i + 1] };
}

function size(span: bigint): bigint {
  return span < 0n ? -span : span;
}

function sign(span: bigint, options: SpanOptions): string {
  if (span < 0n) return '-';
  return options.signed && span > 0n ? '+' : '';
}
