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

export function scaled(factor: bigint): (values: BigInt64Array | Int32Array, length: number) => BigInt64Array {
  return (values, length) => {
    const all = new BigInt64Array(length);
    for (let i = 0; i < length; i++) all[i] = BigInt(values[i]!) * factor;
    return all;
  };
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
