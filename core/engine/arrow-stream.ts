import {
  Bool,
  DateDay,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  type Data,
  type DataType,
} from 'apache-arrow';
import type { Column } from './engine.ts';

/** What a value is before it becomes Arrow: dates are days, timestamps microseconds since 1970. */
export type ArrowValue = null | boolean | number | bigint | string;

/** Some rows of a table, column by column. */
export interface ArrowBatch {
  rows: number;
  values: (column: number) => readonly ArrowValue[];
}

type Numbers =
  Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
type BigInts = BigInt64Array | BigUint64Array;

const fixed: Record<string, { type: DataType; array: new (length: number) => Numbers | BigInts }> = {
  TINYINT: { type: new Int8(), array: Int8Array },
  SMALLINT: { type: new Int16(), array: Int16Array },
  INTEGER: { type: new Int32(), array: Int32Array },
  UTINYINT: { type: new Uint8(), array: Uint8Array },
  USMALLINT: { type: new Uint16(), array: Uint16Array },
  UINTEGER: { type: new Uint32(), array: Uint32Array },
  FLOAT: { type: new Float32(), array: Float32Array },
  DOUBLE: { type: new Float64(), array: Float64Array },
  BIGINT: { type: new Int64(), array: BigInt64Array },
  UBIGINT: { type: new Uint64(), array: BigUint64Array },
  DATE: { type: new DateDay(), array: Int32Array },
  TIMESTAMP: { type: new TimestampMicrosecond(null), array: BigInt64Array },
  'TIMESTAMP WITH TIME ZONE': { type: new TimestampMicrosecond('UTC'), array: BigInt64Array },
};

/**
 * One Arrow IPC stream of columns of these DuckDB types; types that are not numbers, times or
 * booleans are text. Made without Arrow's builders: they evaluate code, which the page forbids.
 */
export function toArrowStream(columns: readonly Column[], batches: Iterable<ArrowBatch>): Uint8Array {
  const types = columns.map(({ type }) => fixed[type]?.type ?? (type === 'BOOLEAN' ? new Bool() : new Utf8()));
  const schema = new Schema(columns.map(({ name }, i) => new Field(name, types[i]!, true)));
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const { rows, values } of batches) {
    const children = columns.map(({ type }, i) => toData(type, types[i]!, values(i)));
    const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
    writer.write(new RecordBatch(schema, data));
  }
  writer.finish();
  return writer.toUint8Array(true);
}

function toData(duckdbType: string, type: DataType, values: readonly ArrowValue[]): Data {
  const common = { length: values.length, ...nullsOf(values) };
  const known = fixed[duckdbType];
  if (known) {
    const data = new known.array(values.length);
    // Each column's array takes what its type gives, number or bigint, which the types cannot follow.
    for (let i = 0; i < values.length; i++) if (values[i] !== null) data[i] = values[i] as never;
    return makeData({ type, ...common, data } as Parameters<typeof makeData>[0]);
  }
  if (duckdbType === 'BOOLEAN')
    return makeData({ type: new Bool(), ...common, data: bitmap(values, (value) => value === true) });
  return makeData({ type: new Utf8(), ...common, ...textOf(values) });
}

function nullsOf(values: readonly ArrowValue[]): { nullCount: number; nullBitmap: Uint8Array | null } {
  let nullCount = 0;
  for (const value of values) if (value === null) nullCount++;
  return { nullCount, nullBitmap: nullCount === 0 ? null : bitmap(values, (value) => value !== null) };
}

function bitmap(values: readonly ArrowValue[], isSet: (value: ArrowValue) => boolean): Uint8Array {
  const bits = new Uint8Array(((values.length + 63) >> 6) << 3);
  for (let i = 0; i < values.length; i++) if (isSet(values[i]!)) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function textOf(values: readonly ArrowValue[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const encoder = new TextEncoder();
  const valueOffsets = new Int32Array(values.length + 1);
  let data = new Uint8Array(values.length * 16 + 64);
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null) {
      const text = String(values[i]);
      // UTF-8 takes at most three bytes for a unit of UTF-16.
      if (data.length < end + text.length * 3) data = grown(data, end + text.length * 3);
      end += encoder.encodeInto(text, data.subarray(end)).written;
    }
    valueOffsets[i + 1] = end;
  }
  return { valueOffsets, data: data.subarray(0, end) };
}

function grown(data: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, data.length * 2));
  larger.set(data);
  return larger;
}
