import { joinBytes } from '../../text/join-bytes.ts';
import { formatIso, parseInstant } from '../../time/instant.ts';

/**
 * The bytes by which Feast names an entity, little-endian throughout:
 *
 *     version 3  u32 count; of each join key u32 2, u32 length, name
 *     version 2  of each join key u32 2, name: whoever reads it has to know the names
 *     both       then of each join key its value: u32 type, u32 length, bytes
 *
 * Join keys are in the order of their names' code points. In Redis the project's name stands behind it.
 */
export type FeastKeyVersion = 2 | 3;

/** A join key's value, as an entity's name has it, and DuckDB's name of its type. */
export interface FeastKeyValue {
  text: string;
  type: string;
}

/** What Feast takes a view without entities to be about. */
export const nobody = { joinKey: '__dummy_id', value: { text: '', type: 'VARCHAR' } };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const stringTag = 2;

/** What the keys of all entities with these join keys begin with. */
export function feastKeyPrefix(version: FeastKeyVersion, joinKeys: readonly string[]): Uint8Array {
  const names = joinKeys.map((name) => encoder.encode(name));
  const parts = names.flatMap((name) => [u32(stringTag), ...(version === 3 ? [u32(name.length)] : []), name]);
  return joinBytes(version === 3 ? [u32(joinKeys.length), ...parts] : parts);
}

/** Null where a value is none of its type, or beyond what that holds: no such entity was ever written. */
export function writeFeastKey(prefix: Uint8Array, values: readonly FeastKeyValue[]): Uint8Array | null {
  const parts: Uint8Array[] = [prefix];
  for (const { text, type } of values) {
    const wire = wireTypes.find((one) => one.type === type);
    const bytes = wire ? wire.write(text) : null;
    if (!wire || !bytes) return null;
    parts.push(u32(wire.tag), u32(bytes.length), bytes);
  }
  return joinBytes(parts);
}

/** The values of so many join keys behind a prefix, and where they end; null where the bytes are no such key. */
export function readFeastKey(
  prefix: Uint8Array,
  count: number,
  bytes: Uint8Array,
): { values: FeastKeyValue[]; end: number } | null {
  if (!startsWith(bytes, prefix)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: FeastKeyValue[] = [];
  let at = prefix.length;
  for (let i = 0; i < count; i++) {
    if (at + 8 > bytes.length) return null;
    const wire = wireTypes.find(({ tag }) => tag === view.getUint32(at, true));
    const length = view.getUint32(at + 4, true);
    at += 8;
    if (!wire || at + length > bytes.length) return null;
    const text = wire.read(bytes.subarray(at, at + length));
    if (text === null) return null;
    values.push({ text, type: wire.type });
    at += length;
  }
  return { values, end: at };
}

export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}

interface WireType {
  type: string;
  /** Of Feast's ValueType. */
  tag: number;
  write(text: string): Uint8Array | null;
  read(bytes: Uint8Array): string | null;
}

const wireTypes: WireType[] = [
  { type: 'VARCHAR', tag: stringTag, write: (text) => encoder.encode(text), read: (bytes) => decoder.decode(bytes) },
  { type: 'BLOB', tag: 1, write: bytesOfBlob, read: blobText },
  integer('INTEGER', 3, 4),
  integer('BIGINT', 4, 8),
  { type: 'TIMESTAMP', tag: 8, write: secondsOf, read: timeText },
];

const seconds = integer('BIGINT', 8, 8);

/** Of a time that is no whole second Feast has none. */
function secondsOf(text: string): Uint8Array | null {
  const instant = parseInstant(text);
  return instant % 1_000_000n === 0n ? seconds.write(String(instant / 1_000_000n)) : null;
}

function timeText(bytes: Uint8Array): string | null {
  const text = seconds.read(bytes);
  return text === null ? null : formatIso(BigInt(text) * 1_000_000n);
}

function integer(type: string, tag: number, width: 4 | 8): WireType {
  return {
    type,
    tag,
    write(text) {
      if (!/^-?\d+$/.test(text)) return null;
      const value = BigInt(text);
      if (BigInt.asIntN(width * 8, value) !== value) return null;
      const view = new DataView(new ArrayBuffer(width));
      if (width === 4) view.setInt32(0, Number(value), true);
      else view.setBigInt64(0, value, true);
      return new Uint8Array(view.buffer);
    },
    read(bytes) {
      if (bytes.length !== width) return null;
      const view = new DataView(bytes.buffer, bytes.byteOffset, width);
      return String(width === 4 ? view.getInt32(0, true) : view.getBigInt64(0, true));
    },
  };
}

/** Bytes as DuckDB prints a BLOB and reads it back: what is no plain ASCII as `\xFF`. */
export function blobText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const isPlain = byte >= 32 && byte < 127 && !['\\', "'", '"'].includes(String.fromCharCode(byte));
    return isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function bytesOfBlob(text: string): Uint8Array {
  const pieces = text.match(/\\x[0-9a-fA-F]{2}|[^]/gu) ?? [];
  return joinBytes(
    pieces.map((piece) =>
      piece.length === 4 && piece.startsWith('\\x')
        ? Uint8Array.of(parseInt(piece.slice(2), 16))
        : encoder.encode(piece),
    ),
  );
}

function u32(n: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, n, true);
  return new Uint8Array(view.buffer);
}
