import { sql, type Sql } from '../../sql/sql.ts';
import { describeType } from '../../types/describe-type.ts';
import { offline, online, pairClass, type ViewPairs } from '../pairs.ts';

/** Numbers have a size, instants too; all else is categories. */
export type PairKind = 'number' | 'instant' | 'category';

/** A feature's two columns of a table of pairs, as they are drawn. */
export interface Sides {
  kind: PairKind;
  table: Sql;
  class: Sql;
  /** Both sides have a row that counts. */
  both: Sql;
  /** DOUBLE, of instants seconds since 1970; null where infinite or not a number. Of categories, text. */
  offline: Sql;
  online: Sql;
  /** Online minus offline: DOUBLE; of instants BIGINT microseconds; null of categories. */
  difference: Sql | null;
}

export function sidesOf(pairs: ViewPairs, feature: number): Sides {
  const types = [pairs.planned.features[feature]!.type, pairs.servedTypes[feature]!] as const;
  const kinds = types.map(kindOf);
  const kind = kinds[0] === kinds[1] ? kinds[0]! : 'category';
  const [off, on, is] = [offline(feature), online(feature), pairClass(feature)];
  const common = { kind, table: pairs.table, class: is, both: sql`${is} NOT IN ('missing_online', 'missing_offline')` };
  switch (kind) {
    case 'number':
      return { ...common, offline: finite(off), online: finite(on), difference: apart(types, off, on) };
    case 'instant': {
      const [from, to] = [micros(types[0], off), micros(types[1], on)];
      return {
        ...common,
        offline: sql`(${from} / 1e6)`,
        online: sql`(${to} / 1e6)`,
        difference: sql`(${to} - ${from})`,
      };
    }
    case 'category':
      return { ...common, offline: sql`${off}::VARCHAR`, online: sql`${on}::VARCHAR`, difference: null };
  }
}

function kindOf(type: string): PairKind {
  const { kind } = describeType(type);
  return kind === 'number' || kind === 'instant' ? kind : 'category';
}

const wholeTypes = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'];

/** Of integers it is taken before they are doubles, which beyond 2^53 differ by nothing where integers differ by one. */
function apart(types: readonly string[], off: Sql, on: Sql): Sql {
  if (!types.every((type) => wholeTypes.includes(type))) return sql`(${finite(on)} - ${finite(off)})`;
  return sql`(${on}::HUGEINT - ${off}::HUGEINT)::DOUBLE`;
}

function finite(value: Sql): Sql {
  const number = sql`${value}::DOUBLE`;
  return sql`(CASE WHEN isfinite(${number}) THEN ${number} END)`;
}

/** DuckDB gives the infinite ones no number. Without ICU a zoned timestamp is no TIMESTAMP, but has microseconds. */
function micros(type: string, value: Sql): Sql {
  const instant = describeType(type).family === 'timestamp' ? sql`${value}::TIMESTAMP` : value;
  return sql`(CASE WHEN isfinite(${instant}) THEN epoch_us(${instant}) END)`;
}
