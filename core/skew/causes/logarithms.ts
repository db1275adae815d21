import { sql, type Sql } from '../../sql/sql.ts';
import { bothFinite, type Candidate } from './candidate.ts';

const [f, g] = [sql`f::DOUBLE`, sql`g::DOUBLE`];

const functions = [
  { name: 'log1p', of: (x: Sql) => sql`ln(${positive(sql`1 + ${x}`)})`, from: -1 },
  { name: 'natural logarithm', of: (x: Sql) => sql`ln(${positive(x)})`, from: 0 },
  { name: 'logarithm to base 10', of: (x: Sql) => sql`log10(${positive(x)})`, from: 0 },
  { name: 'logarithm to base 2', of: (x: Sql) => sql`log2(${positive(x)})`, from: 0 },
];

/** One side is a logarithm of the other. */
export const logarithms: Candidate[] = [
  ...functions.map(({ name, of, from }) => logarithm(`replaced by its ${name}`, g, of(f), sql`${f} > ${from}`)),
  ...functions.map(({ name, of, from }) => logarithm(`without the ${name} of it`, f, of(g), sql`${g} > ${from}`)),
];

/** Libraries agree but for the last bits; of 32-bit floats, these come sooner. */
function logarithm(detail: string, value: Sql, expected: Sql, defined: Sql): Candidate {
  const far = sql`abs(${value} - ${expected})`;
  const size = sql`greatest(1, abs(${expected}))`;
  const isFloat = sql`TRY_CAST(${value} AS FLOAT)::DOUBLE = ${value}`;
  return {
    cause: 'logarithm',
    detail,
    test: sql`${bothFinite} AND ${defined} AND (${far} <= ${size} * 1e-14::DOUBLE OR (${isFloat} AND ${far} <= ${size} * 4e-7::DOUBLE))`,
    against: ['values', 'changes'],
    atLeast: 8,
    varied: true,
  };
}

/** DuckDB refuses the logarithm of zero, even of a row that another condition leaves out. */
function positive(x: Sql): Sql {
  return sql`greatest(${x}, 1e-300::DOUBLE)`;
}
