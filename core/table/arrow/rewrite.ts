import { isEndless } from '../../time/span.ts';
import { bytesOf, numbers, validity, type Budget, type Vector } from './vector.ts';

/** Values of a fixed width in another one: seconds to microseconds, 16 bits to 32. Those of null rows may be anything. */
export function widen<T extends ArrayLike<unknown>>(
  vector: Vector,
  from: Parameters<typeof numbers<T>>[1],
  to: (values: T, length: number) => ArrayBufferView,
): Vector {
  const [bitmap, values] = vector.buffers;
  return { ...vector, buffers: [bitmap!, bytesOf(to(numbers(values!, from, vector.length), vector.length))] };
}

export function scaled(factor: bigint): (values: Int32Array, length: number) => BigInt64Array {
  return (values, length) => BigInt64Array.from({ length }, (_, i) => BigInt(values[i]!) * factor);
}

const mostMicroseconds = 2n ** 63n - 1n;
/** DuckDB's first moment, midnight of a day; as nanoseconds the least number is none either: it is how numpy writes that there is none. */
const firstMoment = -9_223_372_022_400_000_000n;

/**
 * Moments (`isMoment`) or spans of 64 bits in microseconds. The greatest number, and the least, are no moment
 * but `infinity`, as in microseconds; what microseconds do not hold is thrown.
 */
export function timesScaled(
  vector: Vector,
  factor: bigint,
  isMoment: boolean,
  tooFar: (value: bigint) => Error,
): Vector {
  const isValid = validity(vector);
  const first = isMoment ? firstMoment : -mostMicroseconds;
  return widen(vector, BigInt64Array, (values, length) => {
    const all = new BigInt64Array(length);
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (!isValid(i)) continue;
      const isInfinite = isMoment && isEndless(value);
      const microseconds = isInfinite ? value : value * factor;
      if (!isInfinite && (microseconds > mostMicroseconds || microseconds < first)) throw tooFar(value);
      all[i] = microseconds;
    }
    return all;
  });
}

/** The same vector of moments that are in microseconds, or finer, already; those that are none are thrown. */
export function requireMoments(vector: Vector, unit: 'us' | 'ns', tooFar: (value: bigint) => Error): Vector {
  const isValid = validity(vector);
  const first = unit === 'us' ? firstMoment : -mostMicroseconds;
  const values = numbers(vector.buffers[1]!, BigInt64Array, vector.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < first && !isEndless(value) && isValid(i)) throw tooFar(value);
  }
  return vector;
}

/** Half-precision numbers (IEEE 754 binary16) as single-precision ones, which hold each of them exactly. */
export function halvesToFloats(values: Uint16Array, length: number): Float32Array {
  const all = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const bits = values[i]!;
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const size =
      exponent === 31
        ? fraction
          ? NaN
          : Infinity
        : exponent
          ? 2 ** (exponent - 25) * (1024 + fraction)
          : fraction * 2 ** -24;
    all[i] = bits & 0x8000 ? -size : size;
  }
  return all;
}

/** Offsets of 64 bits in 32: a batch that fits into memory has no longer ones. */
export function narrowOffsets(buffer: Uint8Array, length: number): Uint8Array {
  // Without rows there need be no offset at all.
  if (buffer.length === 0) return new Uint8Array(4);
  const offsets = Int32Array.from(numbers(buffer, BigInt64Array, length + 1), (offset) => {
    if (offset < 0n || offset > 0x7fffffffn) throw new Error('an offset is out of range');
    return Number(offset);
  });
  return bytesOf(offsets);
}

/** Decimals of any width in 128 bits; throws where one has more than 38 digits. */
export function toDecimal128(vector: Vector, width: 4 | 8 | 32): Vector {
  const [bitmap, values] = vector.buffers;
  if (values!.length < vector.length * width) throw new Error('a buffer is too short');
  const view = new DataView(values!.buffer, values!.byteOffset, values!.byteLength);
  const all = new DataView(new ArrayBuffer(vector.length * 16));
  const isValid = validity(vector);
  for (let i = 0; i < vector.length; i++) {
    const low = width === 4 ? BigInt(view.getInt32(4 * i, true)) : view.getBigInt64(width * i, true);
    const high = width === 32 ? view.getBigInt64(32 * i + 8, true) : low >> 63n;
    const rest = width === 32 ? [16, 24].map((at) => view.getBigInt64(32 * i + at, true)) : [];
    if (isValid(i) && rest.some((part) => part !== high >> 63n))
      throw new Error('a decimal has more digits than it says');
    all.setBigInt64(16 * i, low, true);
    all.setBigInt64(16 * i + 8, high, true);
  }
  return { ...vector, buffers: [bitmap!, bytesOf(all)] };
}

/**
 * Views as ordinary text or binary values. A view has sixteen bytes: the length, and the value itself,
 * or its first four bytes and where it is: in which buffer, from where.
 */
export function viewsToValues(vector: Vector, budget: Budget): Vector {
  const [bitmap, views, ...sources] = vector.buffers;
  const { length } = vector;
  if (views!.length < 16 * length) throw new Error('a buffer is too short');
  const view = new DataView(views!.buffer, views!.byteOffset, views!.byteLength);
  const isValid = validity(vector);
  const offsets = new Int32Array(budget.allocate(4 * (length + 1)).buffer);
  let total = 0;
  for (let i = 0; i < length; i++) {
    const size = isValid(i) ? view.getInt32(16 * i, true) : 0;
    if (size < 0) throw new Error('a text is damaged');
    total += size;
    if (total > 0x7fffffff) budget.spend(total);
    offsets[i + 1] = total;
  }
  const values = budget.allocate(total);
  for (let i = 0; i < length; i++) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    const size = end - start;
    if (size === 0) continue;
    const source = size <= 12 ? views! : sources[view.getInt32(16 * i + 8, true)];
    const from = size <= 12 ? 16 * i + 4 : view.getInt32(16 * i + 12, true);
    if (!source || from < 0 || from + size > source.length) throw new Error('a text is damaged');
    if (size > 64) values.set(source.subarray(from, from + size), start);
    // A call for each short text would take longer than the text.
    else for (let k = 0; k < size; k++) values[start + k] = source[from + k]!;
  }
  return { ...vector, buffers: [bitmap!, bytesOf(offsets), values] };
}
