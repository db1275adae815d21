import { sql, type Sql } from '../../sql/sql.ts';

/** What stands between whole numbers and fractions, and between thousands. */
export interface NumberMarks {
  decimal: string;
  thousands: string | null;
}

export const plainMarks: NumberMarks = { decimal: '.', thousands: null };

/** How people write numbers who do not write them plainly. */
export const otherMarks: readonly NumberMarks[] = [
  { decimal: ',', thousands: null },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ',' },
];

/** A text that is a number, and whose number says all of it: no leading zeros, no underscores, no sign of a plus or of nothing. */
export function numberPattern({ decimal, thousands }: NumberMarks): string {
  const point = `[${decimal}]`;
  const grouped = thousands === null ? '' : `|[1-9][0-9]{0,2}([${thousands}][0-9]{3})+`;
  const whole = `([1-9][0-9]*${grouped})`;
  const mantissa = `(-?${whole}${point}?|0${point}?|[+-]?(0|${whole})?${point}[0-9]+)`;
  return `${mantissa}([eE][+-]?[0-9]+)?|(?i:[+-]?inf(inity)?)`;
}

/** What only these marks explain: a decimal mark not followed by three digits, or both marks, or several groups. */
export function proofPattern({ decimal, thousands }: NumberMarks): string {
  if (thousands === null) return `-?[0-9]*[${decimal}]([0-9]{1,2}|[0-9]{4,})|-?(0|[0-9]{4,})?[${decimal}][0-9]+`;
  return `-?[0-9]{1,3}([${thousands}][0-9]{3})+[${decimal}][0-9]+|-?[0-9]{1,3}([${thousands}][0-9]{3}){2,}`;
}

/** A number's text as a cast reads it. */
export function plainNumber(text: Sql, { decimal, thousands }: NumberMarks): Sql {
  const ungrouped = thousands === null ? text : sql`replace(${text}, ${thousands}, '')`;
  return decimal === '.' ? ungrouped : sql`replace(${ungrouped}, ${decimal}, '.')`;
}

/** As a DOUBLE its text is the same to the letter; so no two texts are one number, but for the two zeros. */
export function printsBack(text: Sql): Sql {
  return sql`((contains(${text}, '.') OR ${text} IN ('inf', '-inf')) AND TRY_CAST(${text} AS DOUBLE)::VARCHAR = ${text} AND NOT regexp_full_match(${text}, '-0[.]0+'))`;
}

/** A plainly written number, of whose digits a DOUBLE loses none: it has few, or is printed with as many again. */
export function isDouble(text: Sql): Sql {
  const decimals = sql`CASE WHEN contains(${text}, '.') THEN length(${text}) - strpos(${text}, '.') ELSE 0 END`;
  const again = sql`printf(concat('%.', (${decimals})::VARCHAR, 'f'), TRY_CAST(${text} AS DOUBLE))`;
  const holds = sql`CASE WHEN length(${text}) <= 15 OR regexp_matches(${text}, '[eE]') THEN true ELSE ${again} = ltrim(${text}, '+') END`;
  return sql`((isfinite(TRY_CAST(${text} AS DOUBLE)) OR regexp_matches(${text}, '(?i)inf')) AND ${holds})`;
}
