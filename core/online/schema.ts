/**
 * Feature values as they are stored and given back: BIGINT and UBIGINT are bigint, smaller integers
 * and floats number, timestamps bigint microseconds, lists arrays; what is neither (dates, decimals,
 * structs, ..) is text as DuckDB prints it and reads it back.
 */
export type OnlineValue = null | boolean | number | bigint | string | OnlineValue[];

/** A view's layout: what its records hold, and what their keys are. Every record names the one that it was written with. */
export interface Schema {
  keys: RecordField[];
  features: RecordField[];
}

export interface RecordField {
  name: string;
  /** DuckDB's name of the type. */
  type: string;
}

/** Bytes of a value; of what lies before a text or a list, its length. */
export const widths = { bool: 1, i32: 4, u32: 4, i64: 8, u64: 8, f32: 4, f64: 8, timestamp: 8, text: 4 } as const;

/** The timestamps that have no number: DuckDB's `infinity` and `-infinity`. */
export const infinity = 9_223_372_036_854_775_807n;

export function schemaText({ keys, features }: Schema): string {
  const plain = (fields: readonly RecordField[]) => fields.map(({ name, type }) => [name, type]);
  return JSON.stringify({ keys: plain(keys), features: plain(features) });
}

/** The inverse of `schemaText`; null where the text is none. */
export function readSchema(text: string): Schema | null {
  try {
    const { keys, features } = JSON.parse(text) as Record<keyof Schema, [string, string][]>;
    const fields = (pairs: [string, string][]) => pairs.map(([name, type]) => ({ name, type }));
    return { keys: fields(keys), features: fields(features) };
  } catch {
    return null;
  }
}

/** A schema's name: 16 hexadecimal digits that depend on nothing else, so that machines agree on them (FNV-1a, 64 bits). */
export function schemaId(schema: Schema): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(schemaText(schema)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
