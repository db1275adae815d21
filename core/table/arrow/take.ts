import { DataType } from 'apache-arrow';
import { bytesOf, numbers, validity, type Budget, type Vector } from './vector.ts';

/** The rows of a vector at these places, in this order; -1 is a row without a value. */
export function take(type: DataType, from: Vector, rows: Int32Array, budget: Budget): Vector {
  const isValid = validity(from);
  const bitmap = budget.allocate((rows.length + 7) >> 3);
  let nulls = 0;
  for (const [i, row] of rows.entries()) {
    if (row >= from.length) throw new Error('a run or a list is damaged');
    if (row >= 0 && isValid(row)) bitmap[i >> 3]! |= 1 << (i & 7);
    else nulls++;
  }
  if (DataType.isNull(type)) return { length: rows.length, nulls: rows.length, buffers: [], children: [] };
  const rest = restOf(type, from, rows, budget);
  return { length: rows.length, nulls, buffers: [bitmap, ...rest.buffers], children: rest.children };
}

function restOf(type: DataType, from: Vector, rows: Int32Array, budget: Budget): Pick<Vector, 'buffers' | 'children'> {
  if (DataType.isStruct(type)) {
    const children = type.children.map((field, i) => take(field.type as DataType, from.children[i]!, rows, budget));
    return { buffers: [], children };
  }
  if (DataType.isList(type) || DataType.isMap(type)) {
    const { offsets, places } = spans(from, rows, budget);
    const child = take(type.children[0]!.type as DataType, from.children[0]!, places, budget);
    return { buffers: [bytesOf(offsets)], children: [child] };
  }
  if (DataType.isUtf8(type) || DataType.isBinary(type)) {
    const { offsets, places } = spans(from, rows, budget);
    const [bytes, taken] = [from.buffers[2]!, budget.allocate(places.length)];
    for (let i = 0; i < places.length; i++) taken[i] = bytes[places[i]!]!;
    return { buffers: [bytesOf(offsets), taken], children: [] };
  }
  const values = from.buffers[1]!;
  return {
    buffers: [DataType.isBool(type) ? bits(values, rows) : fixed(values, rows, widthOf(type), budget)],
    children: [],
  };
}

/** Where the rows' elements are, and the offsets that they have when they stand one after the other. */
function spans(from: Vector, rows: Int32Array, budget: Budget): { offsets: Int32Array; places: Int32Array } {
  const ends = numbers(from.buffers[1]!, Int32Array, from.length ? from.length + 1 : 0);
  const offsets = new Int32Array(budget.allocate(4 * (rows.length + 1)).buffer);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    offsets[i + 1] = offsets[i]! + (row < 0 ? 0 : ends[row + 1]! - ends[row]!);
  }
  const places = new Int32Array(budget.allocate(4 * offsets[rows.length]!).buffer);
  for (let i = 0; i < rows.length; i++) {
    const first = rows[i]! < 0 ? 0 : ends[rows[i]!]!;
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) places[at] = first + at - offsets[i]!;
  }
  return { offsets, places };
}

function bits(values: Uint8Array, rows: Int32Array): Uint8Array {
  const taken = new Uint8Array((rows.length + 7) >> 3);
  for (const [i, row] of rows.entries()) {
    if (row >= 0 && values[row >> 3]! & (1 << (row & 7))) taken[i >> 3]! |= 1 << (i & 7);
  }
  return taken;
}

function fixed(values: Uint8Array, rows: Int32Array, width: number, budget: Budget): Uint8Array {
  const taken = budget.allocate(rows.length * width);
  for (const [i, row] of rows.entries()) {
    if (row >= 0) taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return taken;
}

function widthOf(type: DataType): number {
  if (DataType.isDictionary(type)) return type.indices.bitWidth / 8;
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth;
  if (DataType.isDecimal(type)) return 16;
  if (DataType.isDate(type)) return 4;
  if (DataType.isInt(type)) return type.bitWidth / 8;
  if (DataType.isFloat(type)) return type.ArrayType.BYTES_PER_ELEMENT;
  return 8;
}
