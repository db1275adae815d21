import { failsAsTooLarge } from '../../engine/engine-failure.ts';
import { ident, sql, typeName, type Sql } from '../../sql/sql.ts';
import { decimalScale, describeType } from '../../types/describe-type.ts';
import { exactSum, rounded, type Magnitude, type Named } from './exact-sum.ts';

/** What is found out about a column before its values are added up. */
export interface ColumnFacts extends Magnitude {
  /** Whether it has infinities or NaN. */
  nonFinite: boolean;
}

export interface Total {
  /** Added up: each a number of an event, over it. */
  parts: { name: Sql; added: Sql }[];
  levels: Named[][];
  /** Running totals of all events fit into the parts' types. */
  runs: boolean;
  /** Over these: how many there are (BIGINT, never null). */
  count: Sql;
  /** BIGINT of integers and booleans, DECIMAL(38, s) of decimals, DOUBLE of floats. */
  sum: Sql;
  /** As a DOUBLE, rounded once. */
  double: Sql;
}

/** The sum of a column's values, which are not null. `whose` is told where it does not fit into its type. */
export function totalOf(value: Sql, type: string, facts: ColumnFacts, prefix: string, whose: Sql): Total {
  const n = { name: ident(`${prefix}n`), added: sql`1::BIGINT` };
  const count = sql`coalesce(${n.name}, 0)::BIGINT`;
  const s = ident(`${prefix}s`);
  const { family } = describeType(type);
  if (family === 'float') {
    const { parts, levels, sum } = floats(sql`${value}::DOUBLE`, facts, prefix);
    return { parts: [n, ...parts], levels, runs: true, count, sum, double: sum };
  }
  const result = typeName(sumType(type)!);
  const isDecimal = family === 'decimal';
  const most = isDecimal ? greatestDecimal(decimalScale(type)) : sql`9223372036854775807::HUGEINT`;
  const tooGreat = failsAsTooLarge(s, whose, result.text);
  return {
    parts: [n, { name: s, added: sql`${value}::${isDecimal ? result : typeName('HUGEINT')}` }],
    levels: [],
    runs:
      (facts.most ?? 0) + 1 + Math.log2(facts.rows + 1) <
      (isDecimal ? (38 - decimalScale(type)) * Math.log2(10) - 1 : 126),
    count,
    sum: sql`CASE WHEN ${s} BETWEEN -${most} AND ${most} THEN ${s}::${result} ELSE ${tooGreat}::${result} END`,
    double: rounded(s),
  };
}

/** The type of a sum; null where values of a type cannot be added up. */
export function sumType(type: string): string | null {
  const { family } = describeType(type);
  if (family === 'integer' || family === 'boolean') return 'BIGINT';
  if (family === 'float') return 'DOUBLE';
  return family === 'decimal' ? `DECIMAL(38,${decimalScale(type)})` : null;
}

/** Of 38 digits. DuckDB's sum of such goes on beyond. */
function greatestDecimal(scale: number): Sql {
  return sql`${typeName(`${'9'.repeat(38 - scale)}${scale > 0 ? `.${'9'.repeat(scale)}` : ''}::DECIMAL(38,${scale})`)}`;
}

function floats(
  value: Sql,
  facts: ColumnFacts,
  prefix: string,
): { parts: Total['parts']; levels: Named[][]; sum: Sql } {
  if (!facts.nonFinite) {
    const { parts, levels, value: sum } = exactSum(value, facts, `${prefix}s`);
    return { parts: parts.map(({ name, sql: added }) => ({ name, added })), levels, sum };
  }
  const { parts, levels, value: sum } = exactSum(value, facts, `${prefix}s`);
  const how = (name: string, is: Sql) => ({ name: ident(`${prefix}${name}`), added: sql`(${is})::BIGINT` });
  const [nan, plus, minus] = [
    how('nan', sql`isnan(${value})`),
    how('plus', sql`${value} = 'infinity'::DOUBLE`),
    how('minus', sql`${value} = '-infinity'::DOUBLE`),
  ];
  return {
    parts: [
      ...parts.map(({ name, sql: added }) => ({
        name,
        added: sql`CASE WHEN isfinite(${value}) THEN ${added} ELSE 0 END`,
      })),
      nan,
      plus,
      minus,
    ],
    levels,
    sum: sql`CASE WHEN ${nan.name} > 0 OR (${plus.name} > 0 AND ${minus.name} > 0) THEN 'nan'::DOUBLE WHEN ${plus.name} > 0 THEN 'infinity'::DOUBLE WHEN ${minus.name} > 0 THEN '-infinity'::DOUBLE ELSE ${sum} END`,
  };
}
