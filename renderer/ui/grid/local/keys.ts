import { DataType, type Data, type Vector } from 'apache-arrow';
import type { Keys } from './radix.ts';

const sign = 0x80000000;

/** Types whose values are ordered and read here as the engine does; of all others it is asked. */
export const localTypes: ReadonlySet<string> = new Set([
  'BOOLEAN',
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'],
  ...['FLOAT', 'DOUBLE', 'VARCHAR', 'DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
]);

/** Of a column of numbers, instants or booleans. */
export function keysOf(vector: Vector): Keys {
  const count = vector.length;
  const keys = { high: new Uint32Array(count), low: new Uint32Array(count), isNull: new Uint8Array(count) };
  let start = 0;
  for (const chunk of vector.data as readonly Data[]) {
    if (chunk.nullCount > 0) for (let i = 0; i < chunk.length; i++) keys.isNull[start + i] = chunk.getValid(i) ? 0 : 1;
    fill(keys, start, chunk, vector);
    start += chunk.length;
  }
  return keys;
}

function fill({ high, low }: Keys, start: number, chunk: Data, vector: Vector): void {
  const type = vector.type as DataType;
  const values = chunk.values as Float64Array | Int32Array;
  if (DataType.isBool(type)) {
    for (let i = 0; i < chunk.length; i++) high[start + i] = vector.get(start + i) === true ? 1 : 0;
  } else if (DataType.isFloat(type)) {
    const number = new Float64Array(1);
    const halves = new Uint32Array(number.buffer);
    for (let i = 0; i < chunk.length; i++) {
      number[0] = values[i]!;
      halvesOfFloat(number, halves);
      low[start + i] = halves[0]!;
      high[start + i] = halves[1]!;
    }
  } else if (values.BYTES_PER_ELEMENT === 8) {
    const halves = new Uint32Array(values.buffer, values.byteOffset, chunk.length * 2);
    const flip = DataType.isInt(type) && !type.isSigned ? 0 : sign;
    for (let i = 0; i < chunk.length; i++) {
      low[start + i] = halves[2 * i]!;
      high[start + i] = halves[2 * i + 1]! ^ flip;
    }
  } else {
    const flip = DataType.isInt(type) && !type.isSigned ? 0 : sign;
    for (let i = 0; i < chunk.length; i++) high[start + i] = values[i]! ^ flip;
  }
}

/** Bits of a float that are ordered as floats are: no zero is less than another, NaN is above infinity. */
function halvesOfFloat(number: Float64Array, halves: Uint32Array): void {
  if (number[0]! !== number[0]!) halves[0] = halves[1] = 0xffffffff;
  else {
    number[0] += 0;
    if (halves[1]! & sign) {
      halves[0] = ~halves[0]!;
      halves[1] = ~halves[1]!;
    } else halves[1]! |= sign;
  }
}

/** A value as it is written, as a key of such a column; null where only the engine can say what it means. */
export function keyOf(text: string, type: string, vector: Vector): { high: number; low: number } | null {
  const arrow = vector.type as DataType;
  if (type === 'BOOLEAN') return text === 'true' ? key(1, 0) : text === 'false' ? key(0, 0) : null;
  if (DataType.isFloat(arrow)) {
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return null;
    const number = Float64Array.of(type === 'FLOAT' ? Math.fround(Number(text)) : Number(text));
    const halves = new Uint32Array(number.buffer);
    halvesOfFloat(number, halves);
    return key(halves[1]!, halves[0]!);
  }
  if (DataType.isInt(arrow)) return /^-?\d{1,18}$/.test(text) ? ofInteger(BigInt(text), arrow) : null;
  const micros = readInstant(text);
  if (micros === null || (type === 'DATE' && micros % day !== 0n)) return null;
  if (!DataType.isDate(arrow)) return halvesOf(micros);
  const [chunk] = vector.data as readonly Data[];
  return (chunk?.values as Int32Array | undefined)?.BYTES_PER_ELEMENT === 8
    ? halvesOf(micros / 1000n)
    : key(Number(micros / day) ^ sign, 0);
}

function ofInteger(value: bigint, { isSigned, bitWidth }: { isSigned: boolean; bitWidth: number }) {
  const fits = isSigned ? BigInt.asIntN(bitWidth, value) : BigInt.asUintN(bitWidth, value);
  if (fits !== value) return null;
  if (bitWidth < 64) return key(Number(value) ^ (isSigned ? sign : 0), 0);
  return halvesOf(value, isSigned);
}

function halvesOf(value: bigint, isSigned = true) {
  const bits = BigInt.asUintN(64, value);
  return key(Number(bits >> 32n) ^ (isSigned ? sign : 0), Number(bits & 0xffffffffn));
}

function key(high: number, low: number): { high: number; low: number } {
  return { high: high >>> 0, low: low >>> 0 };
}

const day = 86_400_000_000n;

/** Microseconds since 1970 of `2024-03-01`, or with a time behind it; null where it is written in another way. */
function readInstant(text: string): bigint | null {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?$/.exec(text);
  if (!found) return null;
  const [, date, minutes = '00:00', seconds = '00', fraction = ''] = found;
  const millis = Date.parse(`${date}T${minutes}:${seconds}Z`);
  // The 31st of April would be the 1st of May.
  if (Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== date) return null;
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
