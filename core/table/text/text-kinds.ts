import { join, sql, type Sql } from '../../sql/sql.ts';
import { zonePattern } from '../instant-sql.ts';
import { isDouble, numberPattern, plainMarks } from './number-text.ts';

/** A type that text may have: what its values are like, and an expression that is true of each. */
export interface TextKind {
  type: string;
  /** What a look takes for it; what it takes wrongly the expression finds. */
  like: RegExp;
  holds: (text: Sql) => Sql;
}

const date = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const clock = '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6}0*)?)?';
const zone = `( ?UTC|${zonePattern})`;
const exact = (pattern: string) => new RegExp(`^${pattern}$`);

export const boolean: TextKind = {
  type: 'BOOLEAN',
  like: /^(true|false)$/i,
  holds: (x) => sql`lower(${x}) IN ('true', 'false')`,
};

/** Leading zeros and more digits than fit mean a name, not a number. */
export const integer: TextKind = {
  type: 'BIGINT',
  like: /^-?[0-9]+$/,
  holds: (x) => sql`TRY_CAST(${x} AS BIGINT)::VARCHAR = ${x}`,
};

/** An exponent shows a number only where there is a fraction too: 1e2 is a name, and so may be 12e5. */
export const double: TextKind = {
  type: 'DOUBLE',
  like: /^[+-]?[0-9]*[.]?[0-9]*([eE][+-]?[0-9]+)?$/,
  holds: (x) =>
    sql`(regexp_full_match(${x}, ${numberPattern(plainMarks)}) AND NOT regexp_full_match(${x}, '[^.]*[eE][+]?[0-9]+') AND ${isDouble(x)})`,
};

/**
 * ISO 8601 only: 01/02/2024 stays text rather than becoming January or February by guess. Values with
 * and without a zone in one column stay text too, so that whoever reads the column can see it, and so
 * do those finer than a microsecond.
 */
export const times: readonly TextKind[] = [
  {
    type: 'DATE',
    like: exact(date),
    holds: (x) => sql`regexp_full_match(${x}, ${date}) AND TRY_CAST(${x} AS DATE) IS NOT NULL`,
  },
  {
    type: 'TIMESTAMP',
    like: exact(`${date}([ T]${clock})?`),
    holds: (x) => sql`regexp_full_match(${x}, ${`${date}([ T]${clock})?`}) AND TRY_CAST(${x} AS TIMESTAMP) IS NOT NULL`,
  },
  {
    type: 'TIMESTAMP WITH TIME ZONE',
    like: exact(`${date}[ T]${clock}${zone}`),
    holds: (x) =>
      sql`regexp_full_match(${x}, ${`${date}[ T]${clock}${zone}`}) AND TRY_CAST(${x} AS TIMESTAMPTZ) IS NOT NULL`,
  },
];

export const textKinds: readonly TextKind[] = [boolean, integer, double, ...times];

/** What programs write where there is no value, in small letters. */
export const nullWords = [
  '',
  'na',
  'n/a',
  '#n/a',
  '<na>',
  'null',
  '(null)',
  'none',
  'nil',
  'nan',
  'nat',
  '\\n',
  '-',
  '.',
  '?',
];

export function isNullWord(text: Sql): Sql {
  return sql`lower(trim(${text})) IN (${join(nullWords.map((word) => sql`${word}`))})`;
}
