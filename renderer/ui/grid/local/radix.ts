/** Values that can be compared: 64 bits each, in two halves, greater where the value is. */
export interface Keys {
  high: Uint32Array;
  low: Uint32Array;
  /** 1 where there is no value. */
  isNull: Uint8Array;
}

const digits = 0x10000;

/** Rows by their keys, nulls last in both directions; rows with the same stay in their order. */
export function sortRows(rows: Uint32Array, keys: Keys, descending: boolean): Uint32Array {
  const { isNull } = keys;
  const sorted = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) if (isNull[row] === 0) sorted[count++] = row;
  let end = count;
  if (count < rows.length) for (const row of rows) if (isNull[row] !== 0) sorted[end++] = row;
  radixSort(sorted.subarray(0, count), keys, descending);
  return sorted;
}

/** In place, by 16 bits after 16 bits; those that all rows share are passed over. */
export function radixSort(rows: Uint32Array, { high, low }: Pick<Keys, 'high' | 'low'>, descending = false): void {
  const flip = descending ? 0xffff : 0;
  let from: Uint32Array = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (const [half, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    const starts = new Uint32Array(digits);
    for (const row of from) starts[((half[row]! >>> shift) & 0xffff) ^ flip]!++;
    if (from.length === 0 || starts[((half[from[0]!]! >>> shift) & 0xffff) ^ flip] === from.length) continue;
    let start = 0;
    for (let digit = 0; digit < digits; digit++) {
      const count = starts[digit]!;
      starts[digit] = start;
      start += count;
    }
    for (const row of from) to[starts[((half[row]! >>> shift) & 0xffff) ^ flip]!++] = row;
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from);
}

/** Whether a row's key is less than, the same as, or greater than another: below, at or above zero. */
export function compareKey({ high, low }: Keys, row: number, other: { high: number; low: number }): number {
  return high[row]! - other.high || low[row]! - other.low;
}
