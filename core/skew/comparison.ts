import { sql, typeName, type Sql } from '../sql/sql.ts';
import { textInstant } from '../table/instant-sql.ts';
import { describeType, isExact } from '../types/describe-type.ts';

/** One side's value of a feature, and DuckDB's name of its type. */
export interface Side {
  type: string;
  value: Sql;
}

/** Of numbers that are not exact: what two orders of adding up differ by. */
export const usualTolerance = 1e-9;
/** Numbers that differ by less are close however small they are; not where the tolerance is zero. */
export const floor = 1e-12;

/**
 * Whether both sides are the same: by value, whatever the types. Null is null, NaN is NaN, minus zero is
 * zero, and an instant is one in any precision and zone. A value that only the served type's rounding makes
 * the same is not: 5.7 is no 6, and 0.1 as FLOAT no 0.1 as DOUBLE.
 */
export function sameSql(offline: Side, online: Side): Sql {
  if (offline.type === online.type) return sql`${offline.value} IS NOT DISTINCT FROM ${online.value}`;
  if (isInstant(offline.type) && isInstant(online.type))
    return sql`${asInstant(offline)} IS NOT DISTINCT FROM ${asInstant(online)}`;
  const isText = describeType(online.type).family === 'text';
  if (isInstant(offline.type) && isText) {
    const read = textInstant(sql`(${online.value})::VARCHAR`);
    return sql`(${read} IS NOT DISTINCT FROM ${asInstant(offline)} AND (${read} IS NULL) = (${online.value} IS NULL))`;
  }
  if (describeType(offline.type).family === 'text' || isInstant(offline.type) || isInstant(online.type))
    return sql`(${offline.value})::VARCHAR IS NOT DISTINCT FROM (${online.value})::VARCHAR`;
  const converted = sql`TRY_CAST(${online.value} AS ${typeName(offline.type)})`;
  // There and back, so that nothing was rounded on the way; of text, there is more than one for a value.
  const back = isText
    ? sql`(${converted} IS NULL) = (${online.value} IS NULL)`
    : sql`TRY_CAST(${converted} AS ${typeName(online.type)}) IS NOT DISTINCT FROM ${online.value}`;
  return sql`(${converted} IS NOT DISTINCT FROM ${offline.value} AND ${back})`;
}

/**
 * Whether two numbers, or the elements of two lists of them, are as good as the same; null where none can
 * be. The tolerance is relative to the larger of the two. Without one, integers and decimals have to be
 * equal. Where one side is FLOAT and the other is not, being the same FLOAT will do.
 */
export function closeSql(offline: Side, online: Side, tolerance: number | null): Sql | null {
  const [left, right] = [describeType(offline.type).element, describeType(online.type).element];
  if (left !== null && right !== null) {
    const element = closeSql(
      { type: left, value: sql`x` },
      { type: right, value: sql`(${online.value})[i]` },
      tolerance,
    );
    if (!element) return null;
    const each = sql`list_transform(${offline.value}, lambda x, i: coalesce(${element}, x IS NULL AND (${online.value})[i] IS NULL))`;
    return sql`(len(${offline.value}) = len(${online.value}) AND NOT list_contains(${each}, FALSE))`;
  }
  if (!isNumber(offline.type) || !isNumber(online.type)) return null;
  const either: Sql[] = [];
  const share = tolerance ?? (isExact(offline.type) && isExact(online.type) ? 0 : usualTolerance);
  const [a, b] = [sql`(${offline.value})::DOUBLE`, sql`(${online.value})::DOUBLE`];
  if (share > 0) {
    const within = sql`greatest(${String(share)}::DOUBLE * greatest(abs(${a}), abs(${b})), ${String(floor)}::DOUBLE)`;
    either.push(sql`isfinite(${a}) AND isfinite(${b}) AND abs(${a} - ${b}) <= ${within}`);
  }
  if (offline.type !== online.type && (offline.type === 'FLOAT' || online.type === 'FLOAT'))
    either.push(sql`TRY_CAST(${offline.value} AS FLOAT) = TRY_CAST(${online.value} AS FLOAT)`);
  if (either.length === 0) return null;
  return either.length === 1 ? sql`(${either[0]!})` : sql`((${either[0]!}) OR ${either[1]!})`;
}

/** TIMESTAMP of a timestamp or a date; a cast from one with a zone would need ICU, which DuckDB-Wasm does not have. */
export function asInstant({ type, value }: Side): Sql {
  if (type === 'TIMESTAMP') return value;
  return type === 'TIMESTAMP WITH TIME ZONE' ? sql`make_timestamp(epoch_us(${value}))` : sql`(${value})::TIMESTAMP`;
}

export function isInstant(type: string): boolean {
  return describeType(type).kind === 'instant';
}

export function isNumber(type: string): boolean {
  return describeType(type).kind === 'number';
}
