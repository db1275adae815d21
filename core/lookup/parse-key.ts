import { AsofError } from '../errors/asof-error.ts';
import type { RecordField, OnlineValue } from '../online/schema.ts';
import { describeType } from '../types/describe-type.ts';
import { parseInstant } from '../time/instant.ts';

/** A value that a user typed, as one of the key's type. Throws `bad_option`. */
export function parseKey({ name, type }: RecordField, text: string): OnlineValue {
  const value = parse(type, text.trim(), text);
  if (value !== undefined) return value;
  throw new AsofError('bad_option', { message: `${name} is ${type}, which "${text}" is not`, expected: '' });
}

function parse(type: string, trimmed: string, text: string): OnlineValue | undefined {
  const kind = describeType(type).stored;
  switch (kind) {
    case 'i32':
    case 'u32':
    case 'i64':
    case 'u64':
      return /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, '')) : undefined;
    case 'f32':
    case 'f64':
      return trimmed !== '' && (trimmed === 'NaN' || !Number.isNaN(Number(trimmed))) ? Number(trimmed) : undefined;
    case 'bool':
      return { true: true, false: false }[trimmed.toLowerCase()];
    case 'timestamp':
      return parseInstant(trimmed);
    default:
      return text;
  }
}
