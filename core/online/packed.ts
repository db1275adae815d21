import { AsofError } from '../errors/asof-error.ts';
import type { OnlineRecord, StoredRecord } from './online-store.ts';
import { kindOf, schemaId, type Kind, type OnlineValue, type Schema } from './schema.ts';

/**
 * A record as bytes:
 *
 *     0  event timestamp    8 bytes, big-endian, its sign bit flipped
 *     8  created timestamp  the same; all zero for null
 *    16  written            the same
 *    24  "A" and the format's version
 *    26  schema             8 bytes: `schemaId`
 *    34  one bit a feature, set for null; then each value that is not null, in the schema's order
 *
 * so that of two records the newer has the greater first 16 bytes, whatever else they hold, and a
 * script in Redis need not know more. Numbers are little-endian, text is UTF-8 behind its length in
 * four bytes, a list is its length and its elements, each behind a byte that is 0 for null.
 *
 * Measured against a JSON array of the same 20 doubles: 197 bytes to 418 (190 for amounts with two
 * decimals), written in 1.3 us to 11.9, read in 1.3 us to 11.3. Being legible in redis-cli would
 * cost most of what a run may take; that is what `layout: hash` is for.
 */
const headerBytes = 34;
const magicAt = 24;
const magic = 'A\u0001';
/** Redis itself takes 512 MB; nothing that long is a feature. */
const longestRecord = 32 * 1024 * 1024;

/** A schema made ready to write and read records. */
export interface Layout {
  id: string;
  schema: Schema;
  kinds: Kind[];
}

export function layoutOf(schema: Schema): Layout {
  return { id: schemaId(schema), schema, kinds: schema.features.map(({ type }) => kindOf(type)) };
}

/** Throws `online_value_too_long`. */
export function packRecord(layout: Layout, record: OnlineRecord, written: bigint): Uint8Array {
  const writer = sharedWriter;
  writer.at = 0;
  const nullBytes = (layout.kinds.length + 7) >> 3;
  writer.reserve(headerBytes + nullBytes);
  writer.instant(record.t);
  if (record.c === null) writer.bytes.fill(0, writer.at, (writer.at += 8));
  else writer.instant(record.c);
  writer.instant(written);
  writer.bytes[writer.at++] = magic.charCodeAt(0);
  writer.bytes[writer.at++] = magic.charCodeAt(1);
  for (let i = 0; i < 16; i += 2) writer.bytes[writer.at++] = parseInt(layout.id.slice(i, i + 2), 16);
  writer.bytes.fill(0, writer.at, (writer.at += nullBytes));
  for (let i = 0; i < layout.kinds.length; i++) {
    const value = record.values[i] ?? null;
    if (value === null) writer.bytes[headerBytes + (i >> 3)]! |= 1 << (i & 7);
    else writer.value(layout.kinds[i]!, value);
  }
  if (writer.at > longestRecord)
    throw new AsofError('online_value_too_long', { entity: record.entity, bytes: writer.at, longest: longestRecord });
  return writer.bytes.slice(0, writer.at);
}

type Header = Pick<StoredRecord, 't' | 'c' | 'written'> & { schemaId: string };

/** Null where the bytes are no record of this program, or of a later version of it. */
export function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < headerBytes) return null;
  if (bytes[magicAt] !== magic.charCodeAt(0) || bytes[magicAt + 1] !== magic.charCodeAt(1)) return null;
  const reader = new Reader(bytes);
  const t = reader.instant();
  const hasCreated = bytes.subarray(8, 16).some((byte) => byte !== 0);
  const c = reader.instant();
  const written = reader.instant();
  reader.at += magic.length;
  let id = '';
  for (let i = 0; i < 8; i++) id += bytes[reader.at++]!.toString(16).padStart(2, '0');
  return { t, c: hasCreated ? c : null, written, schemaId: id };
}

/** The inverse of `packRecord`, given the layout that the header names. Null where the bytes do not fit it. */
export function unpackRecord(layout: Layout, bytes: Uint8Array): StoredRecord | null {
  const header = readHeader(bytes);
  if (!header || header.schemaId !== layout.id) return null;
  const { t, c, written } = header;
  const count = layout.kinds.length;
  const reader = new Reader(bytes);
  reader.at = headerBytes + ((count + 7) >> 3);
  const values = new Array<OnlineValue>(count);
  try {
    for (let i = 0; i < count; i++) {
      const isNull = (bytes[headerBytes + (i >> 3)]! >> (i & 7)) & 1;
      values[i] = isNull ? null : reader.value(layout.kinds[i]!);
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return reader.at === bytes.length ? { t, c, written, schema: layout.schema, values } : null;
}

class Writer {
  bytes = new Uint8Array(4096);
  view = new DataView(this.bytes.buffer);
  at = 0;

  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
    bigger.set(this.bytes);
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }

  instant(instant: bigint): void {
    this.view.setBigInt64(this.at, instant);
    this.bytes[this.at]! ^= 0x80;
    this.at += 8;
  }

  value(kind: Kind, value: OnlineValue): void {
    this.reserve(8);
    const { at, view } = this;
    if (typeof kind === 'object') return this.#list(kind.list, value as OnlineValue[]);
    switch (kind) {
      case 'bool':
        this.bytes[at] = value ? 1 : 0;
        break;
      case 'i32':
        view.setInt32(at, Number(value), true);
        break;
      case 'u32':
        view.setUint32(at, Number(value), true);
        break;
      case 'i64':
      case 'timestamp':
        view.setBigInt64(at, value as bigint, true);
        break;
      case 'u64':
        view.setBigUint64(at, value as bigint, true);
        break;
      case 'f32':
        view.setFloat32(at, value as number, true);
        break;
      case 'f64':
        view.setFloat64(at, value as number, true);
        break;
      case 'text':
        return this.#text(value as string);
    }
    this.at += widths[kind];
  }

  #text(text: string): void {
    // A character has at most three bytes.
    this.reserve(4 + text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.at + 4));
    this.view.setUint32(this.at, written, true);
    this.at += 4 + written;
  }

  #list(kind: Kind, values: readonly OnlineValue[]): void {
    this.view.setUint32(this.at, values.length, true);
    this.at += 4;
    for (const value of values) {
      this.reserve(1);
      this.bytes[this.at++] = value === null ? 0 : 1;
      if (value !== null) this.value(kind, value);
    }
  }
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  instant(): bigint {
    const instant = BigInt.asIntN(64, this.#view.getBigUint64(this.at) ^ (1n << 63n));
    this.at += 8;
    return instant;
  }

  /** Throws a RangeError past the end. */
  value(kind: Kind): OnlineValue {
    const { at } = this;
    const view = this.#view;
    if (typeof kind === 'object') return this.#list(kind.list);
    this.at += widths[kind];
    switch (kind) {
      case 'bool':
        return view.getUint8(at) === 1;
      case 'i32':
        return view.getInt32(at, true);
      case 'u32':
        return view.getUint32(at, true);
      case 'i64':
      case 'timestamp':
        return view.getBigInt64(at, true);
      case 'u64':
        return view.getBigUint64(at, true);
      case 'f32':
        return view.getFloat32(at, true);
      case 'f64':
        return view.getFloat64(at, true);
      case 'text':
        return this.#text(view.getUint32(at, true));
    }
  }

  #text(length: number): string {
    if (this.at + length > this.#bytes.length) throw new RangeError('past the end');
    return decoder.decode(this.#bytes.subarray(this.at, (this.at += length)));
  }

  #list(kind: Kind): OnlineValue[] {
    const length = this.#view.getUint32(this.at, true);
    this.at += 4;
    if (length > this.#bytes.length) throw new RangeError('past the end');
    return Array.from({ length }, () => {
      const isNull = this.#view.getUint8(this.at++) === 0;
      return isNull ? null : this.value(kind);
    });
  }
}

/** Of what lies before a text or a list, its length. */
const widths = { bool: 1, i32: 4, u32: 4, i64: 8, u64: 8, f32: 4, f64: 8, timestamp: 8, text: 4 } as const;
const encoder = new TextEncoder();
// A text may begin with what is a byte order mark elsewhere.
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const sharedWriter = new Writer();
