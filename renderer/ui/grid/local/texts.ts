import type { Data, Vector } from 'apache-arrow';
import { radixSort, type Keys } from './radix.ts';

/** A column's texts, as UTF-8, one behind the other. */
export interface Texts {
  bytes: Uint8Array;
  /** Where each row's begins; one longer: the last is the end. */
  starts: Uint32Array;
  isNull: Uint8Array;
}

export function textsOf(vector: Vector): Texts {
  const chunks = vector.data as readonly Data[];
  const starts = new Uint32Array(vector.length + 1);
  const isNull = new Uint8Array(vector.length);
  const offsetsOf = (chunk: Data) => chunk.valueOffsets as Int32Array;
  const size = chunks.reduce((sum, chunk) => sum + offsetsOf(chunk)[chunk.length]! - offsetsOf(chunk)[0]!, 0);
  const bytes = new Uint8Array(size);
  let [row, end] = [0, 0];
  for (const chunk of chunks) {
    const offsets = offsetsOf(chunk);
    bytes.set((chunk.values as Uint8Array).subarray(offsets[0], offsets[chunk.length]), end);
    for (let i = 0; i < chunk.length; i++) {
      starts[row] = end + offsets[i]! - offsets[0]!;
      isNull[row++] = chunk.nullCount > 0 && !chunk.getValid(i) ? 1 : 0;
    }
    end += offsets[chunk.length]! - offsets[0]!;
  }
  starts[row] = end;
  return { bytes, starts, isNull };
}

const step = 8;
const few = 64;

/** Ranks of texts by their bytes, as the engine compares them; the same texts have the same. */
export function rankTexts(texts: Texts): Keys {
  const { isNull } = texts;
  const count = isNull.length;
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  const sorting = {
    texts,
    rows,
    high: new Uint32Array(count),
    low: new Uint32Array(count),
    begins: new Uint8Array(count),
  };
  sortFrom(sorting, 0, count, 0);
  const ranks = new Uint32Array(count);
  for (let i = 0, rank = 0; i < count; i++) ranks[rows[i]!] = rank += sorting.begins[i]!;
  return { high: ranks, low: new Uint32Array(count), isNull };
}

/** `rows` in the order that is known so far, and at which of its places another text begins. */
interface Sorting {
  texts: Texts;
  rows: Uint32Array;
  high: Uint32Array;
  low: Uint32Array;
  begins: Uint8Array;
}

/** Sorts a stretch of rows whose texts are the same before a place in them. */
function sortFrom(sorting: Sorting, from: number, to: number, at: number): void {
  const { texts, rows, high, low, begins } = sorting;
  const stretch = rows.subarray(from, to);
  if (stretch.length <= few) {
    stretch.sort((a, b) => compareFrom(texts, a, b, at));
    for (let i = from + 1; i < to; i++) begins[i] = compareFrom(texts, rows[i - 1]!, rows[i]!, at) === 0 ? 0 : 1;
    return;
  }
  for (const row of stretch) {
    high[row] = fourBytes(texts, row, at);
    low[row] = fourBytes(texts, row, at + 4);
  }
  radixSort(stretch, sorting);
  for (let start = from, end = from; start < to; start = end) {
    const [first, second] = [high[rows[start]!]!, low[rows[start]!]!];
    let [least, most] = [Infinity, 0];
    for (; end < to && high[rows[end]!] === first && low[rows[end]!] === second; end++) {
      const length = lengthOf(texts, rows[end]!);
      if (length < least) least = length;
      if (length > most) most = length;
    }
    if (start > from) begins[start] = 1;
    // Texts that end here are the same where they are as long: what is missing counts as zeros.
    if (end > start + 1 && (most > at + step || most > least)) sortRest(sorting, start, end, at + step, most);
  }
}

function sortRest(sorting: Sorting, from: number, to: number, at: number, most: number): void {
  if (most > at) return sortFrom(sorting, from, to, at);
  const { texts, rows, begins } = sorting;
  rows.subarray(from, to).sort((a, b) => lengthOf(texts, a) - lengthOf(texts, b));
  for (let i = from + 1; i < to; i++) begins[i] = lengthOf(texts, rows[i - 1]!) === lengthOf(texts, rows[i]!) ? 0 : 1;
}

function lengthOf({ starts }: Texts, row: number): number {
  return starts[row + 1]! - starts[row]!;
}

function fourBytes({ bytes, starts }: Texts, row: number, at: number): number {
  const start = starts[row]! + at;
  const left = starts[row + 1]! - start;
  if (left >= 4)
    return ((bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!) >>> 0;
  let four = 0;
  for (let i = 0; i < 4; i++) four = (four << 8) | (i < left ? bytes[start + i]! : 0);
  return four >>> 0;
}

function compareFrom({ bytes, starts }: Texts, a: number, b: number, at: number): number {
  const [endA, endB] = [starts[a + 1]!, starts[b + 1]!];
  let [i, j] = [starts[a]! + at, starts[b]! + at];
  for (; i < endA && j < endB; i++, j++) {
    const difference = bytes[i]! - bytes[j]!;
    if (difference !== 0) return difference;
  }
  return endA - i - (endB - j);
}

/** A row's text against one given as bytes: below, at or above zero. */
export function compareText({ bytes, starts }: Texts, row: number, other: Uint8Array): number {
  const start = starts[row]!;
  const length = starts[row + 1]! - start;
  for (let i = 0; i < length && i < other.length; i++) {
    const difference = bytes[start + i]! - other[i]!;
    if (difference !== 0) return difference;
  }
  return length - other.length;
}

/** Marks the rows whose text has another, which is not empty, in it, whatever the case. */
export function rowsWith({ bytes, starts }: Texts, text: string): Uint8Array {
  const found = new Uint8Array(starts.length - 1);
  const sought = text.toLowerCase();
  const all = new TextDecoder().decode(bytes);
  // One byte a character: places in the whole are places in the rows.
  if (all.length === bytes.length) {
    const lower = all.toLowerCase();
    let row = 0;
    for (let at = lower.indexOf(sought); at !== -1;) {
      while (starts[row + 1]! <= at) row++;
      const isWithin = at + sought.length <= starts[row + 1]!;
      if (isWithin) found[row] = 1;
      at = lower.indexOf(sought, isWithin ? starts[row + 1]! : at + 1);
    }
    return found;
  }
  const decoder = new TextDecoder();
  for (let row = 0; row < found.length; row++)
    if (
      decoder
        .decode(bytes.subarray(starts[row], starts[row + 1]))
        .toLowerCase()
        .includes(sought)
    )
      found[row] = 1;
  return found;
}
