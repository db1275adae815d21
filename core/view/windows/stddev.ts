import { ident, sql, typeName, type Sql } from '../../sql/sql.ts';
import { decimalScale, describeType } from '../../types/describe-type.ts';
import type { Aggregated } from './aggregated.ts';
import { rounded } from './exact-sum.ts';
import type { ColumnFacts } from './total.ts';

/**
 * The standard deviation of a sample, within 1e-12 of the exact one; 0 of equal values, null of one. Of integers and
 * decimals from the sums of values and of squares, which are whole, where both fit; else from the distances
 * from the median, which lies within one deviation of the mean, so that little cancels.
 */
export function deviation(value: Sql, type: string, facts: ColumnFacts, prefix: string): Aggregated {
  const [n, s, q] = [ident(`${prefix}n`), ident(`${prefix}s`), ident(`${prefix}q`)];
  const { family } = describeType(type);
  const scale = family === 'decimal' ? decimalScale(type) : 0;
  const bits = (facts.most ?? 0) + 2 + Math.ceil(scale * Math.log2(10)) + Math.ceil(Math.log2(facts.rows + 1));
  if (family !== 'float' && bits < 63) {
    const whole = scale === 0 ? sql`${value}::HUGEINT` : sql`replace(${value}::VARCHAR, '.', '')::HUGEINT`;
    const variance = sql`${rounded(sql`${n} * ${q} - ${s} * ${s}`)} / (${n} * (${n} - 1))::DOUBLE`;
    return {
      parts: [
        { name: n, added: sql`1::HUGEINT` },
        { name: s, added: whole },
        { name: q, added: sql`${whole} * ${whole}` },
      ],
      levels: [],
      runs: true,
      value: sql`CASE WHEN ${n} > 1 THEN sqrt(${variance}) / ${10 ** scale}::DOUBLE END`,
    };
  }
  const [all, apart] = [ident(`${prefix}v`), ident(`${prefix}d`)];
  // Squares of these would be no doubles.
  const factor = family !== 'float' ? 0 : (facts.most ?? 0) > 400 ? -600 : (facts.most ?? 0) < -400 ? 400 : 0;
  const scaled = family === 'float' ? sql`${value}::DOUBLE * ${2 ** factor}::DOUBLE` : wide(value, family);
  const count = sql`len(${all})`;
  const squares = sql`list_aggregate(list_transform(${apart}, lambda d: d * d), 'fsum')`;
  const sum = sql`list_aggregate(${apart}, 'fsum')`;
  return {
    // In one order, so that rounding is the same whoever adds.
    parts: [{ name: all, taken: (counts) => sql`list_sort(list(${scaled}) FILTER (${counts}))` }],
    levels: [[{ name: apart, sql: sql`list_transform(${all}, lambda v: (v - ${all}[${count} // 2 + 1])::DOUBLE)` }]],
    value: sql`CASE WHEN ${count} > 1 THEN sqrt(greatest((${squares} - ${sum} * ${sum} / ${count}) / (${count} - 1), 0)) / ${2 ** factor}::DOUBLE END`,
  };
}

function wide(value: Sql, family: string): Sql {
  return family === 'decimal' ? value : sql`${value}::${typeName('HUGEINT')}`;
}
