/** feast.types.ValueType: its names in a registry, and what Feast calls such a type in Python. */
const scalars: readonly [number: number, name: string, dtype: string][] = [
  [1, 'BYTES', 'Bytes'],
  [2, 'STRING', 'String'],
  [3, 'INT32', 'Int32'],
  [4, 'INT64', 'Int64'],
  [5, 'DOUBLE', 'Float64'],
  [6, 'FLOAT', 'Float32'],
  [7, 'BOOL', 'Bool'],
  [8, 'UNIX_TIMESTAMP', 'UnixTimestamp'],
];

const others: readonly [number: number, name: string, dtype: string | null][] = [
  [20, 'MAP', null],
  [21, 'MAP_LIST', null],
  [32, 'JSON', 'Json'],
  [33, 'JSON_LIST', 'Array(Json)'],
  [34, 'STRUCT', null],
  [35, 'STRUCT_LIST', null],
  [36, 'UUID', 'Uuid'],
  [37, 'TIME_UUID', 'Uuid'],
  [38, 'UUID_LIST', 'Array(Uuid)'],
  [39, 'TIME_UUID_LIST', 'Array(Uuid)'],
  [40, 'UUID_SET', 'Set(Uuid)'],
  [41, 'TIME_UUID_SET', 'Set(Uuid)'],
  [42, 'VALUE_LIST', null],
  [43, 'VALUE_SET', null],
  [44, 'DECIMAL', 'Decimal'],
  [45, 'DECIMAL_LIST', 'Array(Decimal)'],
  [46, 'DECIMAL_SET', 'Set(Decimal)'],
  [47, 'SCALAR_MAP', null],
  [48, 'ZONED_TIMESTAMP', null],
];

const all: readonly [number: number, name: string, dtype: string | null][] = [
  ...scalars,
  ...scalars.map(([n, name, dtype]) => [n + 10, `${name}_LIST`, `Array(${dtype})`] as const),
  ...scalars.map(([n, name, dtype]) => [n + 21, `${name}_SET`, `Set(${dtype})`] as const),
  ...others,
].map(([number, name, dtype]) => [number, name, dtype]);

/** By number. */
export const valueTypeNames: Readonly<Record<number, string>> = Object.fromEntries(
  all.map(([number, name]) => [number, name]),
);

/** What asof.yaml calls a type of the registry; null where it has no word for it. */
export function dtypeOfValueType(number: number): string | null {
  return all.find(([one]) => one === number)?.[2] ?? null;
}
