import { encode } from '@msgpack/msgpack';
import { orderText } from '../../../online/finished-run.ts';
import type { OnlineRecord, StoredRecord } from '../../../online/online-store.ts';
import { checkLength, type RecordLayout } from '../../../online/packed.ts';
import { infinity, type OnlineValue } from '../../../online/schema.ts';
import type { StoredKind } from '../../../types/describe-type.ts';
import { formatIso, parseInstant } from '../../../time/instant.ts';

/*
 * `layout: hash`: a record as a Redis hash that other programs can read. Each feature is a field of
 * its name, as text; one that is null is not there, but in `__nulls`, a JSON list of names. Beside
 * them are `__event_timestamp`, `__created_timestamp` and `__written_at` in ISO, `__schema`, and
 * `__order`, which newer-wins compares. A feature's own leading `__` has one `_` more.
 */

/** Fields and values as MessagePack, `__order` first. Throws `online_value_too_long`. */
export function packHash(layout: RecordLayout, record: OnlineRecord, written: bigint): Buffer {
  const { t, c } = record;
  const fields = ['__order', orderText(t) + (c === null ? '0'.repeat(16) : orderText(c))];
  fields.push('__event_timestamp', instantText(t), '__written_at', instantText(written), '__schema', layout.id);
  if (c !== null) fields.push('__created_timestamp', instantText(c));
  const nulls: string[] = [];
  layout.schema.features.forEach(({ name }, i) => {
    const value = record.values[i] ?? null;
    if (value === null) nulls.push(name);
    else fields.push(hashFieldName(name), toText(layout.kinds[i]!, value));
  });
  if (nulls.length) fields.push('__nulls', JSON.stringify(nulls));
  const bytes = encode(fields);
  checkLength(record, bytes.length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Null where the hash was not made by `packHash` with this layout. */
export function unpackHash(layout: RecordLayout, hash: Readonly<Record<string, string>>): StoredRecord | null {
  const order = hash.__order ?? '';
  if (order.length !== 32 || hash.__schema !== layout.id || hash.__written_at === undefined) return null;
  try {
    const values = layout.schema.features.map(({ name }, i) => {
      const text = hash[hashFieldName(name)];
      return text === undefined ? null : fromText(layout.kinds[i]!, text);
    });
    const c = order.slice(16) === '0'.repeat(16) ? null : readOrder(order.slice(16));
    return {
      t: readOrder(order.slice(0, 16)),
      c,
      written: readInstant(hash.__written_at),
      schema: layout.schema,
      values,
    };
  } catch {
    return null;
  }
}

/** What a feature's field is called. */
export function hashFieldName(feature: string): string {
  return feature.startsWith('__') ? `_${feature}` : feature;
}

function readOrder(hex: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hex}`) ^ (1n << 63n));
}

function toText(kind: StoredKind, value: OnlineValue): string {
  if (typeof kind === 'object') return JSON.stringify(toJson(kind, value));
  if (kind === 'timestamp') return instantText(value as bigint);
  return Object.is(value, -0) ? '-0' : String(value);
}

function fromText(kind: StoredKind, text: string): OnlineValue {
  if (typeof kind === 'object') return fromJson(kind, JSON.parse(text) as Json);
  switch (kind) {
    case 'bool':
      return text === 'true';
    case 'i64':
    case 'u64':
      return BigInt(text);
    case 'timestamp':
      return readInstant(text);
    case 'text':
      return text;
    default:
      return Number(text);
  }
}

/** As JSON holds it: null, true, false, numbers that are exact in it, and text for all else. */
type Json = null | boolean | number | string | Json[];

function toJson(kind: StoredKind, value: OnlineValue): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof kind === 'object') return (value as OnlineValue[]).map((inner) => toJson(kind.list, inner));
  const number = Number(value);
  const exact = typeof value === 'number' ? Number.isFinite(value) : Number.isSafeInteger(number);
  return kind !== 'timestamp' && exact && !Object.is(number, -0) ? number : toText(kind, value);
}

function fromJson(kind: StoredKind, value: Json): OnlineValue {
  if (typeof kind === 'object')
    return value === null ? null : (value as Json[]).map((inner) => fromJson(kind.list, inner));
  return value === null ? null : fromText(kind, String(value));
}

const [firstIso, lastIso] = [parseInstant('0001-01-01'), parseInstant('9999-12-31T23:59:59.999999Z')];

/** ISO; the microseconds themselves outside the years 1 to 9999, and for what is infinite. */
function instantText(instant: bigint): string {
  return instant >= firstIso && instant <= lastIso && instant < infinity ? formatIso(instant) : String(instant);
}

function readInstant(text: string): bigint {
  return /^-?\d+$/.test(text) ? BigInt(text) : parseInstant(text);
}
