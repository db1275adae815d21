import type { Inference } from '../../model/definitions.ts';
import { count, plural } from '../../text/figures.ts';
import { sql, typeName, type Sql } from '../../sql/sql.ts';
import type { Figures, Measures } from './measure.ts';
import { isDouble, numberPattern, plainNumber, printsBack, proofPattern, type NumberMarks } from './number-text.ts';
import { boolean, integer, isNullWord, times } from './text-kinds.ts';

export interface LookOptions {
  /** How numbers may be written: one way where it is declared, else the plain way first. */
  marks: readonly NumberMarks[];
  /** Whether words such as NA may mean that there is no value. */
  words: boolean;
  timesOnly: boolean;
}

/** What a column turned out to be. */
export interface Judged {
  type: string;
  /** Its values over the raw text; absent where they are the text itself. */
  value?: (text: Sql) => Sql;
  /** Whether it prints as it is written. */
  isExact: boolean;
  inferred: Inference[];
}

const counted = (holds: (text: Sql) => Sql) => (text: Sql) => sql`count(CASE WHEN ${holds(text)} THEN 1 END)::DOUBLE`;
const trimmed = (text: Sql) => sql`trim(${text})`;

/** All that has to be counted of a column that is not what it looked like. */
export function closeMeasures({ marks, words, timesOnly }: LookOptions): Measures {
  const isWord = (x: Sql) => (words ? isNullWord(x) : sql`false`);
  const isNumber = (x: Sql, one: NumberMarks) => sql`regexp_full_match(${trimmed(x)}, ${numberPattern(one)})`;
  const measures: Measures = { n: (x) => sql`count(${x})::DOUBLE` };
  times.forEach((kind, i) => (measures[`time${i}_`] = counted((x) => kind.holds(trimmed(x)))));
  measures.words = counted(isWord);
  measures.said = (x) => sql`string_agg(DISTINCT CASE WHEN ${isWord(x)} THEN ${x} END, ', ')`;
  measures.oddTime = (x) =>
    sql`min(CASE WHEN NOT (${isWord(x)} OR regexp_matches(${x}, '^ *[0-9]{4}-[0-9]{2}-[0-9]{2}')) THEN ${x} END)`;
  if (timesOnly) return measures;
  measures.booleans = counted((x) => boolean.holds(trimmed(x)));
  measures.integers = counted((x) => integer.holds(trimmed(x)));
  measures.written = counted(integer.holds);
  measures.prints = counted(printsBack);
  measures.uniform = counted(
    (x) => sql`regexp_full_match(${x}, '-?(0|[1-9][0-9]*)[.][0-9]+') AND NOT regexp_full_match(${x}, '-0[.]0+')`,
  );
  measures.exponents = counted((x) => sql`regexp_full_match(${trimmed(x)}, '[^.]*[eE][+]?[0-9]+')`);
  measures.floats = counted((x) => sql`regexp_matches(${x}, '[eEnN]')`);
  measures.fractions = counted((x) => sql`contains(${x}, '.') OR regexp_matches(${x}, '[eE]-')`);
  measures.scale = (x) => sql`max(${scaleOf(x)})::DOUBLE`;
  measures.leastScale = (x) => sql`min(CASE WHEN NOT ${isWord(x)} THEN ${scaleOf(x)} END)::DOUBLE`;
  measures.whole = (x) => sql`max(length(ltrim(split_part(${trimmed(x)}, '.', 1), '-+')))::DOUBLE`;
  measures.any = (x) => sql`min(CASE WHEN NOT ${isWord(x)} THEN ${x} END)`;
  measures.unlike = (x) => sql`min(CASE WHEN NOT (${isWord(x)} OR ${printsBack(x)}) THEN ${x} END)`;
  measures.odd = (x) => sql`min(CASE WHEN NOT (${isWord(x)} OR ${isNumber(x, marks[0]!)}) THEN ${x} END)`;
  marks.forEach((one, i) => {
    measures[`numbers${i}_`] = counted((x) => isNumber(x, one));
    measures[`lossless${i}_`] = counted((x) => sql`${isNumber(x, one)} AND ${isDouble(plainNumber(trimmed(x), one))}`);
    if (i > 0) measures[`proofs${i}_`] = counted((x) => sql`regexp_full_match(${trimmed(x)}, ${proofPattern(one)})`);
  });
  return measures;
}

function scaleOf(text: Sql): Sql {
  return sql`(CASE WHEN contains(${text}, '.') THEN length(trim(${text})) - strpos(trim(${text}), '.') ELSE 0 END)`;
}

/** The marks that some column proves and none disproves; the first of the options where none does. */
export function provenMarks(columns: readonly Figures[], { marks }: LookOptions): number {
  const proven = marks.flatMap((_, i) => {
    const proves = (found: Figures) => fits(found, found[`numbers${i}_`]) && at(found, `proofs${i}_`) > 0;
    return i > 0 && columns.some(proves) ? [i] : [];
  });
  const decimals = new Set(proven.map((i) => marks[i]!.decimal));
  return decimals.size === 1 ? proven.at(-1)! : 0;
}

/**
 * What a column's figures amount to. `proven` are the file's marks. In an `exact` column, numbers that
 * would not print as they are written are left as text.
 */
export function judge(name: string, found: Figures, options: LookOptions, proven: number, exact: boolean): Judged {
  const words = at(found, 'words');
  const text: Judged = { type: 'VARCHAR', isExact: true, inferred: [] };
  if (at(found, 'n') === words) return text;
  const empty: Inference[] =
    words > 0 && found.said !== ''
      ? [{ what: `null in ${name}`, value: String(found.said), reason: 'all its other values are of one type' }]
      : [];
  const typed = (type: string, isExact: boolean, marks?: NumberMarks): Judged => ({
    type,
    isExact,
    inferred: empty,
    value: (x) => valueOf(x, type, words > 0, marks),
  });
  const time = times.findIndex((_, i) => fits(found, found[`time${i}_`]));
  if (time !== -1) return typed(times[time]!.type, true);
  const number = options.timesOnly ? null : asNumber(found, options, proven, exact, typed);
  if (number && (number.isExact || !exact)) return number;
  const reason = number
    ? `so that it comes out as it is written: "${found.unlike}" would not as a number`
    : whyText(found, options);
  return reason ? { ...text, inferred: [{ what: `type of ${name}`, value: 'text', reason }] } : text;
}

type Typed = (type: string, isExact: boolean, marks?: NumberMarks) => Judged;

function asNumber(found: Figures, options: LookOptions, proven: number, exact: boolean, typed: Typed): Judged | null {
  const { marks } = options;
  if (fits(found, found.booleans)) return typed('BOOLEAN', true);
  if (fits(found, found.integers)) return typed('BIGINT', fits(found, found.written));
  if (!fits(found, found.numbers0_)) {
    return proven > 0 && fits(found, found[`lossless${proven}_`]) ? typed('DOUBLE', false, marks[proven]) : null;
  }
  if (isName(found) || isLong(found) || isGrouped(found, options, proven)) return null;
  const isDouble = fits(found, found.lossless0_);
  const width = at(found, 'whole') + at(found, 'scale');
  const isDecimal = isPlain(marks[0]!) && at(found, 'scale') > 0 && width <= 38 && at(found, 'floats') === 0;
  const decimal = `DECIMAL(${width},${at(found, 'scale')})`;
  const isUniform = isDecimal && fits(found, found.uniform) && found.scale === found.leastScale;
  const prints = fits(found, found.prints);
  if (isDouble && !(exact && isUniform && !prints)) return typed('DOUBLE', prints, marks[0]);
  return isDecimal ? typed(decimal, isUniform) : null;
}

/** 1e2 may be 100, and may be the name of something. */
function isName(found: Figures): boolean {
  return at(found, 'exponents') > 0 && at(found, 'fractions') === 0;
}

/** Whole numbers beyond 64 bits are names: no number holds each of them. */
function isLong(found: Figures): boolean {
  return at(found, 'fractions') === 0 && at(found, 'whole') > 15;
}

/** 1.234 is no fraction in a file where a comma makes one. */
function isGrouped(found: Figures, { marks }: LookOptions, proven: number): boolean {
  if (proven === 0 || marks[proven]!.decimal !== ',') return false;
  return marks.some(({ thousands }, i) => thousands === '.' && fits(found, found[`numbers${i}_`]));
}

function isPlain({ decimal, thousands }: NumberMarks): boolean {
  return decimal === '.' && thousands === null;
}

/** What a reader should know of a column that is nearly of some type; null where there is nothing. */
function whyText(found: Figures, { marks, timesOnly }: LookOptions): string | null {
  const n = at(found, 'n');
  const most = Math.max(...times.map((_, i) => at(found, `time${i}_`)));
  if (most * 2 > n) {
    const rest = n - at(found, 'words') - Math.max(...times.map((_, i) => at(found, `time${i}_`)));
    const odd = found.oddTime === null ? 'some have a zone or another form' : `such as "${found.oddTime}"`;
    return `${count(rest)} of ${plural(n, 'value')} ${rest === 1 ? 'is' : 'are'} no time like the others, ${odd}`;
  }
  if (timesOnly) return null;
  const numbers = at(found, 'numbers0_');
  if (fits(found, numbers)) {
    if (isName(found)) return `with an exponent, "${found.any}" may be a number or a name`;
    if (isLong(found)) return 'some of its numbers have more digits than 64 bits hold';
    if (at(found, 'floats') > 0 && !fits(found, found.lossless0_))
      return 'some of its numbers have more digits than are kept beside an exponent';
    if (!marks.some(({ thousands }, i) => thousands === '.' && fits(found, found[`numbers${i}_`])))
      return 'some of its numbers have more than 38 digits';
    if (!String(found.any).includes('.')) return `"${found.any}" is more than a number holds`;
    return `"${found.any}" has a dot, but a comma makes fractions elsewhere in the file`;
  }
  if (marks.some((_, i) => i > 0 && fits(found, found[`numbers${i}_`])))
    return `"${found.odd}" may have a decimal comma or thousands: say read: {decimal: ","} or {thousands: ","} of its source`;
  if (numbers * 2 <= n) return null;
  const odd = n - numbers - at(found, 'words');
  return `${count(odd)} of ${plural(n, 'value')} ${odd === 1 ? 'is' : 'are'} no number, such as "${found.odd}"`;
}

/** Whether all values but the null words are counted in a figure. */
function fits(found: Figures, figure: number | string | null | undefined): boolean {
  return Number(figure) > 0 && Number(figure) + at(found, 'words') === at(found, 'n');
}

function at(found: Figures, name: string): number {
  return Number(found[name] ?? 0);
}

function valueOf(text: Sql, type: string, hasWords: boolean, marks?: NumberMarks): Sql {
  const trim = sql`trim(${text})`;
  const cast = sql`CAST(${marks ? plainNumber(trim, marks) : trim} AS ${typeName(type)})`;
  return hasWords ? sql`CASE WHEN ${isNullWord(text)} THEN NULL ELSE ${cast} END` : cast;
}
