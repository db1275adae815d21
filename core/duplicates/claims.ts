import { sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { codeSql, type ComparedFeature } from './compared-features.ts';
import type { FittedLine } from './fit-line.ts';

/** What is said of a value of one feature and one of another, over their columns: whether these agree. */
export type PairClaim = (a: Sql, b: Sql) => Sql;

/** The values are the same. Two integers are compared as they are: a double is not every one. */
export function claimSame(a: ComparedFeature, b: ComparedFeature): PairClaim {
  const [one, other] = [a.feature.type, b.feature.type];
  if (a.class === 'text') return (left, right) => sql`(${left})::VARCHAR = (${right})::VARCHAR`;
  const isWhole = (type: string): boolean => describeType(type).family === 'integer';
  if (one === other || (isWhole(one) && isWhole(other))) return (left, right) => sql`${left} = ${right}`;
  return (left, right) => sql`${codeSql(one, left)} = ${codeSql(other, right)}`;
}

/** b lies on a line over a, but for rounding. */
export function claimOnLine(a: ComparedFeature, b: ComparedFeature, { factor, shift }: FittedLine): PairClaim {
  return (left, right) => {
    const [x, y] = [codeSql(a.feature.type, left), codeSql(b.feature.type, right)];
    const scaled = sql`${numberSql(factor)} * ${x}`;
    const sum = sql`${scaled} + ${numberSql(shift)}`;
    const off = sql`abs(${y} - (${sum})) <= ${roundingOf(a, b)} * greatest(abs(${y}), abs(${scaled}), ${numberSql(Math.abs(shift))})`;
    // What is infinite, or no number, has no distance.
    return sql`(${y} = ${sum} OR (isfinite(${y}) AND isfinite(${sum}) AND ${off}))`;
  };
}

/** By how much a value may be off a line, as a share of the greatest number in the sum: the rounding of doubles, or of 32-bit floats where one of the two is such. */
export function roundingOf(a: ComparedFeature, b: ComparedFeature): number {
  const isNarrow = ({ feature: { type } }: ComparedFeature): boolean => describeType(type).stored === 'f32';
  return isNarrow(a) || isNarrow(b) ? 1e-6 : 1e-9;
}

/** A literal with all digits, which is no decimal. */
function numberSql(value: number): Sql {
  return sql`${String(value)}::DOUBLE`;
}
