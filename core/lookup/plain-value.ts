import type { OnlineValue } from '../online/schema.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';
import type { Exact } from '../text/exact-json.ts';
import { formatIso, parseInstant } from '../time/instant.ts';
import { readNested, type Nested } from './nested-text.ts';

/**
 * A stored value for people and for JSON: timestamps in ISO, numbers that JSON has not (NaN, Infinity) by
 * their names, structs and maps as objects, lists as arrays; decimals, dates and what else is text to the
 * last digit.
 */
export function plainValue(value: OnlineValue, type: string | null): Exact {
  // Most are, and whatever their type these are as they are.
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value;
  return plain(value, type ?? 'VARCHAR');
}

function plain(value: OnlineValue, type: string): Exact {
  const { element, stored } = describeType(type);
  if (Array.isArray(value)) return value.map((inner) => plain(inner, element ?? type));
  if (typeof value === 'string' && isNested(type)) {
    const read = readNested(value, type);
    return read ? nested(read.value) : value;
  }
  return scalar(value, stored);
}

function isNested(type: string): boolean {
  return /^(STRUCT|MAP)\(/.test(type);
}

function scalar(value: Exclude<OnlineValue, OnlineValue[]>, kind: StoredKind): Exact {
  if (typeof value === 'bigint' && kind === 'timestamp') return formatIso(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

function nested(value: Nested): Exact {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(nested);
  if (value instanceof Map) return new Map([...value].map(([name, inner]) => [name, nested(inner)]));
  return leaf(value.text, value.type);
}

const special: Record<string, string> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' };

function leaf(text: string, type: string): Exact {
  switch (describeType(type).stored) {
    case 'bool':
      return text === 'true';
    case 'i32':
    case 'u32':
    case 'i64':
    case 'u64':
      return BigInt(text);
    case 'f32':
    case 'f64':
      return special[text] ?? Number(text);
    case 'timestamp':
      return instantText(text);
    default:
      return text;
  }
}

function instantText(text: string): string {
  try {
    return formatIso(parseInstant(text));
  } catch {
    return text;
  }
}
