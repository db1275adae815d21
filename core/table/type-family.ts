/** What a type is like, whatever its width. Types that are none of these are families of their own, by name. */
export type TypeFamily =
  'integer' | 'decimal' | 'float' | 'text' | 'boolean' | 'date' | 'timestamp' | 'timestamp with zone' | (string & {});

const families: Record<string, TypeFamily> = {
  FLOAT: 'float',
  DOUBLE: 'float',
  BOOLEAN: 'boolean',
  VARCHAR: 'text',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp with zone',
};

/** The family of a type, by DuckDB's name of it. */
export function typeFamily(type: string): TypeFamily {
  if (/^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/.test(type)) return 'integer';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (type.startsWith('ENUM')) return 'text';
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) return 'timestamp';
  return families[type] ?? type;
}

/**
 * Whether values of both types are the same when they look the same. Integers and decimals are exact
 * and are; a float is not what an integer is, beyond 2^53.
 */
export function isComparable(a: string, b: string): boolean {
  const [left, right] = [typeFamily(a), typeFamily(b)];
  const exact = (family: TypeFamily): boolean => family === 'integer' || family === 'decimal';
  return left === right || (exact(left) && exact(right));
}
