import { AsofError } from '../errors/asof-error.ts';
import { formatIso } from '../time/instant.ts';
import type { RecordField, OnlineValue } from './schema.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';

/** LMDB takes keys of 1978 bytes; the project's and the view's names have to fit beside it. */
const longest = 1024;

/** The name of the one entity of a view without join keys; all others have a `=`. */
export const everybody = 'everybody';

/**
 * An entity's name in the online store: `customer_id=c1`, or `customer_id=c1,merchant_id=7` sorted
 * by the keys' names. Null where a key is null: that names nothing. Throws `online_key_too_long`.
 */
export function entityKey(keys: readonly RecordField[], values: readonly OnlineValue[]): string | null {
  if (keys.length === 0) return everybody;
  const ready = readyKeys(keys);
  const parts: string[] = [];
  for (let i = 0; i < ready.length; i++) {
    const value = values[i] ?? null;
    if (value === null) return null;
    const { before, kind } = ready[i]!;
    parts.push(before + keyText(kind, value));
  }
  if (parts.length > 1) parts.sort();
  const text = parts.length === 1 ? parts[0]! : parts.join();
  // A character has at most three bytes.
  if (text.length * 3 > longest && byteLength(text) > longest)
    throw new AsofError('online_key_too_long', { key: `${text.slice(0, 60)}..`, bytes: byteLength(text), longest });
  return text;
}

/** The inverse of `entityKey`, as text. */
export function keysOfEntity(name: string): { name: string; value: string }[] {
  return name.split(',').map((part) => {
    const at = part.indexOf('=');
    return { name: unescapePart(part.slice(0, at)), value: unescapePart(part.slice(at + 1)) };
  });
}

/**
 * A part of a key. What separates parts, what a pattern of Redis would not take literally and what a
 * terminal would not show is percent-encoded, so that different keys are never the same text.
 */
export function escapePart(text: string): string {
  return text.replaceAll(special, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export function unescapePart(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

const control = `${String.fromCharCode(0)}-${String.fromCharCode(31)}${String.fromCharCode(127)}`;
const special = new RegExp(`[%{}:,=*?^\\[\\]\\\\${control}]`, 'g');

interface ReadyKey {
  /** The escaped name and `=`. */
  before: string;
  kind: StoredKind;
}

/** What is the same for all entities of a view, by the array that says what their keys are. */
const known = new WeakMap<readonly RecordField[], ReadyKey[]>();

function readyKeys(keys: readonly RecordField[]): ReadyKey[] {
  const found = known.get(keys);
  if (found) return found;
  const ready = keys.map(({ name, type }) => ({ before: `${escapePart(name)}=`, kind: describeType(type).stored }));
  known.set(keys, ready);
  return ready;
}

/** Escaped, where it can hold what has to be. */
function keyText(kind: StoredKind, value: OnlineValue): string {
  switch (typeof value) {
    case 'bigint':
      return kind === 'timestamp' ? escapePart(formatIso(value)) : String(value);
    case 'number':
      // Plus zero and minus zero are one key to DuckDB, and to this.
      return String(kind === 'f32' ? Math.fround(value) : value);
    case 'object':
      return escapePart(
        JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)),
      );
    default:
      return escapePart(String(value));
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
