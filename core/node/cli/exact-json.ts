import { kindOf, type Kind, type OnlineValue } from '../../online/schema.ts';
import { formatIso } from '../../time/instant.ts';

export type PlainValue = null | boolean | number | bigint | string | PlainValue[];

/** A value for people and for JSON: timestamps in ISO, numbers that JSON has not (NaN, Infinity) by their names. */
export function toPlainValue(value: OnlineValue, type: string | null): PlainValue {
  return plain(value, type === null ? 'text' : kindOf(type));
}

function plain(value: OnlineValue, kind: Kind): PlainValue {
  if (Array.isArray(value)) return value.map((inner) => plain(inner, typeof kind === 'object' ? kind.list : kind));
  if (typeof value === 'bigint' && kind === 'timestamp') return formatIso(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

const mark = '\u0000integer:';

/** JSON with every digit of a bigint. */
export function exactJson(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${mark}${inner}` : inner), 2);
  return text.replaceAll(/"\\u0000integer:(-?\d+)"/g, '$1');
}
