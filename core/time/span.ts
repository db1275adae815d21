/*
 * How a difference of two instants is said. A span is bigint microseconds. Figures round towards
 * zero, so that "9d" is never less than nine days; a sentence says the nearest.
 */

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
  const { count, unit } = greatest(span);
  return `${sign(span, options)}${count}${unit.letter}`;
}

/** For a chart or a line of facts: `23 d`, `2 h 10 m`, `+9 d`. Ten days and more, and seconds, are said alone. */
export function longSpan(span: bigint, options: SpanOptions = {}): string {
  const { count, unit, rest, next } = greatest(span);
  const alone = unit.letter === 'd' ? count >= 10n : unit.micros <= 1_000_000n;
  const finer = next && !alone ? rest / next.micros : 0n;
  const tail = finer > 0n ? ` ${finer} ${next!.letter}` : '';
  return `${sign(span, options)}${count} ${unit.letter}${tail}`;
}

/** For a sentence: `9 days`, `1 hour`. The sign is left to the sentence. */
export function saySpan(span: bigint): string {
  const { unit } = greatest(span);
  const size = span < 0n ? -span : span;
  const rounded = ((size + unit.micros / 2n) / unit.micros) * unit.micros;
  // 23 hours and 50 minutes are a day.
  const said = greatest(rounded);
  return `${said.count} ${said.unit.word}${said.count === 1n ? '' : 's'}`;
}

function greatest(span: bigint) {
  const size = span < 0n ? -span : span;
  const found = units.findIndex((unit) => size >= unit.micros);
  const i = found === -1 ? units.findIndex((unit) => unit.letter === 's') : found;
  const unit = units[i]!;
  return { count: size / unit.micros, unit, rest: size % unit.micros, next: units[i + 1] };
}

function sign(span: bigint, options: SpanOptions): string {
  if (span < 0n) return '-';
  return options.signed && span > 0n ? '+' : '';
}
