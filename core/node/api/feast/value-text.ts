import type { OnlineValue } from '../../../online/schema.ts';
import { plainValue } from '../../../lookup/plain-value.ts';
import { exactLine } from '../../../text/exact-json.ts';
import { describeType } from '../../../types/describe-type.ts';

/**
 * A stored value as Feast's server prints it: times as seconds, bytes as base64, NaN as null, and a float never as an
 * integer, for its client takes the type from how it looks.
 */
export function feastValueText(value: OnlineValue, type: string): string {
  const { element, stored } = describeType(type);
  if (Array.isArray(value)) return `[${value.map((one) => feastValueText(one, element ?? type)).join(',')}]`;
  if (typeof value === 'bigint' && stored === 'timestamp') return String(seconds(value));
  if (typeof value === 'number' && (stored === 'f32' || stored === 'f64')) return floatText(value);
  if (typeof value === 'string' && type === 'BLOB') return JSON.stringify(bytesOf(value).toString('base64'));
  return exactLine(plainValue(value, type));
}

/** Whole, and of a time before 1970 the one below. */
function seconds(micros: bigint): bigint {
  return (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  const text = Object.is(value, -0) ? '-0.0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** DuckDB prints what is no plain character as `\xAB`. */
function bytesOf(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
