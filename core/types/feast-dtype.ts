const types: Record<string, string> = {
  Int32: 'INTEGER',
  Int64: 'BIGINT',
  Float32: 'FLOAT',
  Float64: 'DOUBLE',
  String: 'VARCHAR',
  Bool: 'BOOLEAN',
  Bytes: 'BLOB',
  Timestamp: 'TIMESTAMP',
  UnixTimestamp: 'TIMESTAMP',
  Date: 'DATE',
  Uuid: 'UUID',
};

/** What a feature's dtype, in Feast's words, is in DuckDB; null where it leaves the column's own type: `Decimal` says no digits, and JSON is a struct or text. */
export function duckdbType(dtype: string): string | null {
  const [, item] = /^(?:Array|Set)\((\w+)\)$/.exec(dtype) ?? [];
  if (item === undefined) return types[dtype] ?? null;
  const inner = types[item];
  return inner === undefined ? null : `${inner}[]`;
}
