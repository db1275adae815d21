import { List } from 'apache-arrow';
import type { ChildReader, ColumnReader } from './column-reader.ts';
import { take } from './take.ts';
import { bytesOf, numbers, validity, type Vector } from './vector.ts';

/** Lists whose elements lie anywhere, each with its own offset and length. */
export function listOfViews(child: ChildReader, width: typeof Int32Array | typeof BigInt64Array): ColumnReader {
  const { field, reader } = child(0);
  return {
    type: new List(field),
    read(cursor, budget) {
      const own = { ...cursor.node(), buffers: cursor.buffers(3), children: [] };
      const [bitmap, starts, sizes] = own.buffers;
      const isValid = validity(own);
      const at = places(starts!, width, own.length);
      const length = places(sizes!, width, own.length).map((size, row) => (isValid(row) ? size : 0));
      const offsets = new Int32Array(budget.allocate(4 * (own.length + 1)).buffer);
      for (let i = 0; i < own.length; i++) offsets[i + 1] = offsets[i]! + length[i]!;
      const rows = new Int32Array(budget.allocate(4 * offsets[own.length]!).buffer);
      for (let i = 0; i < own.length; i++) for (let k = 0; k < length[i]!; k++) rows[offsets[i]! + k] = at[i]! + k;
      const elements = take(field.type, reader.read(cursor, budget), rows, budget);
      return { ...own, buffers: [bitmap!, bytesOf(offsets)], children: [elements] };
    },
  };
}

function places(buffer: Uint8Array, width: typeof Int32Array | typeof BigInt64Array, length: number): Int32Array {
  const values: ArrayLike<number | bigint> =
    width === Int32Array ? numbers(buffer, Int32Array, length) : numbers(buffer, BigInt64Array, length);
  return Int32Array.from({ length }, (_, i) => {
    const value = values[i]!;
    if (value < 0 || value > 0x7fffffff) throw new Error('a list is damaged');
    return Number(value);
  });
}

/** Lists that all have the same length, as lists that say it. */
export function fixedList(child: ChildReader, size: number): ColumnReader {
  const { field, reader } = child(0);
  return {
    type: new List(field),
    read(cursor, budget) {
      const own = { ...cursor.node(), buffers: cursor.buffers(1) };
      const offsets = new Int32Array(budget.allocate(4 * (own.length + 1)).buffer);
      for (let i = 0; i <= own.length; i++) offsets[i] = i * size;
      return { ...own, buffers: [own.buffers[0]!, bytesOf(offsets)], children: [reader.read(cursor, budget)] };
    },
  };
}

/** Values that are written once for as many rows as have them, one after the other. */
export function runs(child: ChildReader): ColumnReader {
  const [ends, values] = [child(0), child(1)];
  return {
    type: values.reader.type,
    read(cursor, budget): Vector {
      const { length } = cursor.node();
      const until = runEnds(ends.reader.read(cursor, budget));
      const all = values.reader.read(cursor, budget);
      const rows = new Int32Array(budget.allocate(4 * length).buffer);
      for (let i = 0, run = 0; i < length; i++) {
        while (until[run]! <= i) run++;
        if (run >= until.length) throw new Error('a run is damaged');
        rows[i] = run;
      }
      return take(values.reader.type, all, rows, budget);
    },
  };
}

function runEnds({ buffers: [, ends], length }: Vector): number[] {
  const width = ends!.length >= 8 * length ? 8 : ends!.length >= 4 * length ? 4 : 2;
  if (width === 8) return Array.from(numbers(ends!, BigInt64Array, length), Number);
  return Array.from(width === 4 ? numbers(ends!, Int32Array, length) : numbers(ends!, Int16Array, length));
}
