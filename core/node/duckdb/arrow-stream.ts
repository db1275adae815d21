import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api';
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
import type { Column } from '../../engine/engine.ts';

/** Arrow type and values' array of the DuckDB types that `forArrow` lets through. */
const numeric: Record<string, { type: DataType; array: new (length: number) => NumberArray | BigIntArray }> = {
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
type NumberArray =
  Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
type BigIntArray = BigInt64Array | BigUint64Array;

/** One Arrow IPC stream of the chunks of a query that `forArrow` made; DuckDB's Node binding has no Arrow output of its own. */
export function toArrowStream(columns: readonly Column[], chunks: readonly DuckDBDataChunk[]): Uint8Array {
  const types = columns.map(({ type }) => numeric[type]?.type ?? (type === 'BOOLEAN' ? new Bool() : new Utf8()));
  const schema = new Schema(columns.map(({ name }, i) => new Field(name, types[i]!, true)));
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const chunk of chunks) {
    const children = columns.map(({ type }, i) => toData(type, types[i]!, chunk.getColumnValues(i)));
    writer.write(
      new RecordBatch(
        schema,
        makeData({ type: new Struct(schema.fields), length: chunk.rowCount, nullCount: 0, children }),
      ),
    );
  }
  writer.finish();
  return writer.toUint8Array(true);
}

function toData(duckdbType: string, type: DataType, values: DuckDBValue[]): Data {
  const { nullCount, nullBitmap } = nullsOf(values);
  const common = { length: values.length, nullCount, nullBitmap };
  const known = numeric[duckdbType];
  if (known) {
    const data = new known.array(values.length);
    for (let i = 0; i < values.length; i++) if (values[i] !== null) data[i] = plain(values[i]!);
    return makeData({ type, ...common, data } as Parameters<typeof makeData>[0]);
  }
  if (duckdbType === 'BOOLEAN') {
    const data = new Uint8Array(bitmapBytes(values.length));
    for (let i = 0; i < values.length; i++) if (values[i] === true) data[i >> 3]! |= 1 << (i & 7);
    return makeData({ type: new Bool(), ...common, data });
  }
  return makeData({ type: new Utf8(), ...common, ...textOf(values) });
}

function plain(value: DuckDBValue): never {
  const inside =
    value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue
      ? value.micros
      : value instanceof DuckDBDateValue
        ? value.days
        : value;
  // Each column's array takes what its type gives: number or bigint, which the type system cannot follow.
  return inside as never;
}

function nullsOf(values: readonly DuckDBValue[]): { nullCount: number; nullBitmap: Uint8Array | null } {
  let nullCount = 0;
  for (const value of values) if (value === null) nullCount++;
  if (nullCount === 0) return { nullCount, nullBitmap: null };
  const nullBitmap = new Uint8Array(bitmapBytes(values.length));
  for (let i = 0; i < values.length; i++) if (values[i] !== null) nullBitmap[i >> 3]! |= 1 << (i & 7);
  return { nullCount, nullBitmap };
}

function textOf(values: readonly DuckDBValue[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(values.length + 1);
  const parts: Buffer[] = [];
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null) {
      const bytes = Buffer.from(String(values[i]), 'utf8');
      parts.push(bytes);
      end += bytes.length;
    }
    valueOffsets[i + 1] = end;
  }
  return { valueOffsets, data: Buffer.concat(parts, end) };
}

function bitmapBytes(length: number): number {
  return ((length + 63) >> 6) << 3;
}
