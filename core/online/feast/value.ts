import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { AsofError } from '../../errors/asof-error.ts';
import type { OnlineValue } from '../schema.ts';
import { blobText } from './entity-key.ts';

/** A value that Feast has written, and DuckDB's name of what it was written as; null where a null does not say. */
export interface FeastValue {
  type: string | null;
  value: OnlineValue;
}

/** What a null UnixTimestamp is written as, and served as if it were one. */
const nullTime = -(2n ** 63n);
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

type ReadOne = (reader: BinaryReader) => OnlineValue;

const text: ReadOne = (reader) => decoder.decode(reader.bytes());
const instant: ReadOne = (reader) => {
  const seconds = BigInt(reader.int64());
  return seconds === nullTime ? null : seconds * 1_000_000n;
};
const scalars: Record<string, ReadOne> = {
  BLOB: (reader) => blobText(reader.bytes()),
  VARCHAR: text,
  UUID: text,
  INTEGER: (reader) => reader.int32(),
  BIGINT: (reader) => BigInt(reader.int64()),
  DOUBLE: (reader) => reader.double(),
  FLOAT: (reader) => reader.float(),
  BOOLEAN: (reader) => reader.bool(),
  TIMESTAMP: instant,
};

/** The fields of feast.types.Value: of a scalar's type by its number; of lists and sets, whose elements are in field 1. */
const ofOne: Record<number, string> = {
  ...{ 1: 'BLOB', 2: 'VARCHAR', 3: 'INTEGER', 4: 'BIGINT', 5: 'DOUBLE', 6: 'FLOAT', 7: 'BOOLEAN', 8: 'TIMESTAMP' },
  ...{ 32: 'VARCHAR', 36: 'UUID', 37: 'UUID', 44: 'VARCHAR' },
};
const ofMany: Record<number, string> = {
  ...{ 11: 'BLOB', 12: 'VARCHAR', 13: 'INTEGER', 14: 'BIGINT', 15: 'DOUBLE', 16: 'FLOAT', 17: 'BOOLEAN' },
  ...{ 18: 'TIMESTAMP', 22: 'BLOB', 23: 'VARCHAR', 24: 'INTEGER', 25: 'BIGINT', 26: 'DOUBLE', 27: 'FLOAT' },
  ...{ 28: 'BOOLEAN', 29: 'TIMESTAMP', 33: 'VARCHAR', 38: 'UUID', 39: 'UUID', 40: 'UUID', 41: 'UUID' },
  ...{ 45: 'VARCHAR', 46: 'VARCHAR' },
};
const nullField = 19;
/** Maps and structs, lists of them, and lists of any values: their text is JSON. */
const mapFields = [20, 34];
const mapListFields = [21, 35];
const valueListFields = [42, 43];
const zonedField = 48;

/**
 * Reads a serialized feast.types.Value. No bytes at all are a null, and what NaN was before Feast wrote it. Throws
 * `online_failed` for what it does not know, named by `what`.
 */
export function readFeastValue(bytes: Uint8Array, what: string): FeastValue {
  const reader = new BinaryReader(bytes);
  let found: FeastValue = { type: null, value: null };
  try {
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      const [one, many] = [ofOne[field], ofMany[field]];
      if (one !== undefined) found = { type: one, value: scalars[one]!(reader) };
      else if (many !== undefined) found = { type: `${many}[]`, value: readList(reader.bytes(), many) };
      else if (field === nullField) reader.skip(wire);
      else if (field === zonedField) found = { type: 'TIMESTAMP WITH TIME ZONE', value: readZoned(reader.bytes()) };
      else if (isNested(field)) found = { type: 'VARCHAR', value: nestedJson(field, reader.bytes(), what) };
      else throw unreadable(what, `a value of field ${field}, which is not read yet`);
    }
  } catch (error) {
    throw error instanceof AsofError ? error : unreadable(what, 'what is no value of Feast', error);
  }
  return withoutNaN(found);
}

function readList(bytes: Uint8Array, type: string): OnlineValue[] {
  const reader = new BinaryReader(bytes);
  const read = scalars[type]!;
  const isPacked = !['BLOB', 'VARCHAR', 'UUID'].includes(type);
  const all: OnlineValue[] = [];
  while (reader.pos < reader.len) {
    const [, wire] = reader.tag();
    const end = wire === WireType.LengthDelimited && isPacked ? reader.uint32() + reader.pos : -1;
    if (end > reader.len) throw new RangeError('past the end');
    do if (end !== reader.pos) all.push(read(reader));
    while (reader.pos < end);
  }
  return all;
}

function isNested(field: number): boolean {
  return [...mapFields, ...mapListFields, ...valueListFields].includes(field);
}

function nestedJson(field: number, bytes: Uint8Array, what: string): string {
  if (mapFields.includes(field)) {
    const entries = listed(bytes).map((entry) => {
      const [key = new Uint8Array(), value = new Uint8Array()] = [1, 2].map((number) => listed(entry, number)[0]);
      return `${JSON.stringify(decoder.decode(key))}:${valueJson(value, what)}`;
    });
    return `{${entries.join()}}`;
  }
  const isMaps = mapListFields.includes(field);
  return `[${listed(bytes)
    .map((one) => (isMaps ? nestedJson(mapFields[0]!, one, what) : valueJson(one, what)))
    .join()}]`;
}

function valueJson(bytes: Uint8Array, what: string): string {
  const isJson = bytes.length > 0 && isNested(new BinaryReader(bytes).tag()[0]);
  const { value } = readFeastValue(bytes, what);
  return isJson ? (value as string) : json(value);
}

/** Integers to the last digit; times are microseconds. */
function json(value: OnlineValue): string {
  if (Array.isArray(value)) return `[${value.map(json).join()}]`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** The messages in a message's field. */
function listed(bytes: Uint8Array, field = 1): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const all: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (number === field && wire === WireType.LengthDelimited) all.push(reader.bytes());
    else reader.skip(wire, number);
  }
  return all;
}

/** Seconds, and the zone that they were told in. */
function readZoned(bytes: Uint8Array): OnlineValue {
  const reader = new BinaryReader(bytes);
  let value: OnlineValue = 0n;
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (number === 1) value = instant(reader);
    else reader.skip(wire, number);
  }
  return value;
}

/** Feast takes NaN for null, and so does who reads it. */
function withoutNaN({ type, value }: FeastValue): FeastValue {
  return { type, value: Number.isNaN(value) ? null : value };
}

function unreadable(what: string, held: string, cause?: unknown): AsofError {
  return new AsofError('online_failed', { address: what, reason: `it holds ${held}` }, { cause });
}

/** A serialized google.protobuf.Timestamp in microseconds; what is finer is cut off. */
export function readFeastInstant(bytes: Uint8Array): bigint {
  const reader = new BinaryReader(bytes);
  let [seconds, nanos] = [0n, 0];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) seconds = BigInt(reader.int64());
    else if (field === 2) nanos = reader.int32();
    else reader.skip(wire);
  }
  return seconds * 1_000_000n + BigInt(Math.floor(nanos / 1000));
}
