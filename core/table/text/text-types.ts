import type { Column, Engine, Run } from '../../engine/engine.ts';
import type { Inference, TextOptions } from '../../model/definitions.ts';
import { ident, sql, type Sql } from '../../sql/sql.ts';
import { measure, type Figures, type Measures } from './measure.ts';
import { closeMeasures, judge, provenMarks, type LookOptions } from './close-look.ts';
import { otherMarks, plainMarks, printsBack, type NumberMarks } from './number-text.ts';
import { double, textKinds, nullWords, times, type TextKind } from './text-kinds.ts';

/** A column of text and what it is read as. */
export interface TextColumn extends Column {
  /** Its values over the raw text, where the reader's own cast would not do. */
  value?: Sql;
}

export interface TextTypes {
  columns: TextColumn[];
  rows: number;
  inferred: Inference[];
  /** Columns that are numbers, but not as they are written: 12.50 became 12.5. */
  inexact: string[];
}

export interface TypesAsked {
  names: readonly string[];
  /** The first values of each column, null where there are none: they spare checks of what cannot be. */
  seen: readonly (readonly (string | null)[])[];
  options?: TextOptions;
  /** Numbers and truth values stay text. */
  timesOnly?: boolean;
  /** Columns that are read as numbers only where these print back as they are written. */
  exact?: readonly string[];
}

const counted = (holds: (text: Sql) => Sql) => (text: Sql) => sql`count(CASE WHEN ${holds(text)} THEN 1 END)::DOUBLE`;
const known = (text: Sql) => sql`count(${text})::DOUBLE`;

/** For each kind what has to be counted; text too: a column that is not asked for is not read, and its bad bytes would not show. */
const checks = new Map<TextKind | null, Measures>([
  [null, { n: known }],
  ...textKinds.map((kind): [TextKind, Measures] => [kind, { n: known, fits: counted(kind.holds) }]),
  [
    double,
    { n: known, fits: counted((x) => sql`${printsBack(x)} OR ${double.holds(x)}`), prints: counted(printsBack) },
  ],
]);

/**
 * The types of columns of text, such that every value fits: the narrowest of BOOLEAN, BIGINT, DOUBLE,
 * DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE, else VARCHAR. Reads all of `from`, so that nothing
 * depends on where in the file the odd value is: once, and a second time what is not as it looked.
 */
export async function textTypes(engine: Engine, from: Sql, asked: TypesAsked, run?: Run): Promise<TextTypes> {
  const { names, exact = [] } = asked;
  const options = lookOptions(asked);
  const looks = names.map((_, i) => lookAt(names[i]!, asked.seen[i] ?? [], asked, options));
  const first = names.map((name, i) => ({ name, measures: checks.get(looks[i] ?? null)! }));
  const { figures, rows } = await measure(engine, from, first, run);
  const columns: TextColumn[] = names.map((name, i) => ({ name, type: typeSeen(looks[i], figures[i]!) ?? 'VARCHAR' }));
  const isDoubted = (i: number) => Number(figures[i]!.n) > 0 && typeSeen(looks[i], figures[i]!) === null;
  const doubted = names.map((_, i) => i).filter(isDoubted);
  const inexact = names.filter((_, i) => looks[i] === double && !isDoubted(i) && figures[i]!.prints !== figures[i]!.n);
  const inferred: Inference[] = [];
  if (doubted.length > 0) {
    const measures = closeMeasures(options);
    const asking = doubted.map((i) => ({ name: names[i]!, measures }));
    const found = await measure(engine, from, asking, run);
    const proven = provenMarks(found.figures, options);
    doubted.forEach((i, k) => {
      const name = names[i]!;
      const judged = judge(name, found.figures[k]!, options, proven, exact.includes(name));
      columns[i] = { name, type: judged.type, ...(judged.value && { value: judged.value(ident(name)) }) };
      inferred.push(...judged.inferred);
      if (!judged.isExact) inexact.push(name);
    });
    if (proven > 0) inferred.push(sayMarks(options.marks[proven]!));
  }
  return { columns, rows, inferred, inexact };
}

function lookOptions({ options = {}, timesOnly = false }: TypesAsked): LookOptions {
  const { decimal = '.', thousands = null, nullValues } = options;
  const isSaid = options.decimal !== undefined || thousands !== null;
  const marks = isSaid ? [{ decimal, thousands }] : [plainMarks, ...otherMarks];
  return { marks, words: nullValues === undefined && !timesOnly, timesOnly };
}

/** What the first values are like: null for text, undefined where only a close look will tell. */
function lookAt(
  name: string,
  seen: readonly (string | null)[],
  { exact = [] }: TypesAsked,
  { marks, timesOnly }: LookOptions,
): TextKind | null | undefined {
  // What stands between quotes and is empty is null to the reader, whatever all others are.
  const known = seen.filter((value) => value !== null).filter((value) => value !== '');
  if (known.length === 0) return undefined;
  const possible = timesOnly ? times : textKinds;
  const kind = possible.find(({ like }) => known.every((value) => like.test(value)));
  if (kind) {
    const isPlain = marks[0]!.decimal === '.' && marks[0]!.thousands === null;
    return kind === double && (!isPlain || exact.includes(name)) ? undefined : kind;
  }
  const near = known.filter((value) => nearly.test(value) || nullWords.includes(value.trim().toLowerCase()));
  return near.length * 2 < known.length || timesOnly ? null : undefined;
}

/** Numbers and times in whatever form. */
const nearly =
  /^\s*([+-]?[0-9][0-9.,' ]*([eE][+-]?[0-9]+)?|[+-]?inf(inity)?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|true|false)\s*$/i;

/** Null where the file has other values than those that were seen. */
function typeSeen(look: TextKind | null | undefined, found: Figures): string | null {
  if (look === null) return 'VARCHAR';
  return look && found.fits === found.n ? look.type : null;
}

function sayMarks({ decimal, thousands }: NumberMarks): Inference {
  const value = thousands === null ? decimal : `${decimal} (thousands ${thousands})`;
  return { what: 'decimal mark', value, reason: 'its numbers can be read in no other way' };
}
