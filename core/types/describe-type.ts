/** What a type is like, whatever its width. Types that are none of these are families of their own, by name. */
export type TypeFamily =
  'integer' | 'decimal' | 'float' | 'text' | 'boolean' | 'date' | 'timestamp' | 'timestamp with zone' | (string & {});

/** How values are drawn and shown: numbers and instants have a size. */
export type ValueKind = 'number' | 'boolean' | 'instant' | 'text';

/** How an online store has a value. Timestamps have microseconds, whatever the column had. */
export type StoredKind =
  'bool' | 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64' | 'timestamp' | 'text' | { list: StoredKind };

export interface DescribedType {
  family: TypeFamily;
  kind: ValueKind;
  stored: StoredKind;
  /** Whether rows of an engine have it as a bigint. */
  isWide: boolean;
  /** The type in which values keep their order, so that columns of several can be ranked together; null where they have none that counts. */
  order: string | null;
  /** Of a list or an array, the type of its elements; null of all else. */
  element: string | null;
}

/**
 * What DuckDB's name of a type says; all that depends on types asks here.
 *
 *     describeType('DECIMAL(10,2)[]').element // 'DECIMAL(10,2)'
 */
export function describeType(type: string): DescribedType {
  if (Object.hasOwn(known, type)) return known[type]!;
  const element = /^(.*)\[\d*\]$/s.exec(type)?.[1];
  if (element !== undefined) return { ...other(type), stored: { list: describeType(element).stored }, element };
  if (type.startsWith('DECIMAL')) return { ...other('decimal'), kind: 'number', order: type };
  return other(type.startsWith('ENUM') ? 'text' : type);
}

/**
 * Whether values of both types are the same when they look the same. Integers and decimals are exact
 * and are; a float is not what an integer is, beyond 2^53.
 */
export function isComparable(a: string, b: string): boolean {
  return describeType(a).family === describeType(b).family || (isExact(a) && isExact(b));
}

export function isExact(type: string): boolean {
  return ['integer', 'decimal'].includes(describeType(type).family);
}

/** Digits behind the point of a DECIMAL(p,s). */
export function decimalScale(type: string): number {
  return Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0);
}

function other(family: TypeFamily): DescribedType {
  return { family, kind: 'text', stored: 'text', isWide: false, order: null, element: null };
}

function integer(stored: StoredKind, isWide: boolean, order: string): DescribedType {
  return { ...other('integer'), kind: 'number', stored, isWide, order };
}

function float(stored: StoredKind): DescribedType {
  return { ...other('float'), kind: 'number', stored, order: 'DOUBLE' };
}

function instant(family: TypeFamily, stored: StoredKind, order: string): DescribedType {
  return { ...other(family), kind: 'instant', stored, order };
}

const known: Record<string, DescribedType> = {
  BOOLEAN: { ...other('boolean'), kind: 'boolean', stored: 'bool', order: 'BIGINT' },
  TINYINT: integer('i32', false, 'BIGINT'),
  SMALLINT: integer('i32', false, 'BIGINT'),
  INTEGER: integer('i32', false, 'BIGINT'),
  UTINYINT: integer('u32', false, 'BIGINT'),
  USMALLINT: integer('u32', false, 'BIGINT'),
  UINTEGER: integer('u32', false, 'BIGINT'),
  BIGINT: integer('i64', true, 'BIGINT'),
  UBIGINT: integer('u64', true, 'UBIGINT'),
  HUGEINT: integer('text', true, 'HUGEINT'),
  UHUGEINT: integer('text', true, 'UHUGEINT'),
  BIGNUM: { ...other('BIGNUM'), isWide: true },
  FLOAT: float('f32'),
  DOUBLE: float('f64'),
  VARCHAR: other('text'),
  DATE: instant('date', 'text', 'DATE'),
  TIMESTAMP: instant('timestamp', 'timestamp', 'TIMESTAMP'),
  TIMESTAMP_S: instant('timestamp', 'timestamp', 'TIMESTAMP_S'),
  TIMESTAMP_MS: instant('timestamp', 'timestamp', 'TIMESTAMP_MS'),
  TIMESTAMP_NS: instant('timestamp', 'timestamp', 'TIMESTAMP_NS'),
  'TIMESTAMP WITH TIME ZONE': instant('timestamp with zone', 'timestamp', 'TIMESTAMP WITH TIME ZONE'),
};
