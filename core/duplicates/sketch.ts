/**
 * What is kept of a feature to find others like it: of each of many small groups of entities the one whose value tells
 * the most (`values`), and the two with the greatest and the least (`order`). Two features have the same in a group
 * about as often as their values agree, whatever else is null, or zero for nearly all; the second also where one is
 * scaled, turned round, or drawn out. -1 where a group tells nothing.
 */
export interface Sketch {
  values: Int32Array;
  /** Null of text, whose order says nothing. */
  order: Int32Array | null;
  /** Different values that were met. */
  distinct: number;
}

/** Entities whose values are sketched. */
export const sketchedRows = 4096;
const groups = 128;
const groupSize = 32;

/** Places of each group's entities: every one of many, in turns of few. */
export function sketchGroups(rows: number): Int32Array[] {
  const size = Math.min(groupSize, rows);
  return Array.from({ length: groups }, (_, g) => {
    if (rows >= groups * groupSize) return Int32Array.from({ length: size }, (__, i) => g * groupSize + i);
    const all = Int32Array.from({ length: rows }, (__, i) => i);
    for (let i = 0; i < size; i++) {
      const other = i + (mix(g, i, 0x51ed) % (rows - i));
      [all[i], all[other]] = [all[other]!, all[i]!];
    }
    return all.slice(0, size);
  });
}

/** @param codes A value of each entity sketched, as `codeSql` has it; NaN where it is null. */
export function sketchOf(codes: Float64Array, grouped: readonly Int32Array[], isOrdered: boolean): Sketch {
  const counts = new Map<number, number>();
  let values = 0;
  for (const code of codes) {
    if (Number.isNaN(code)) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    values++;
  }
  const told = new Int32Array(grouped.length);
  const order = isOrdered ? new Int32Array(grouped.length) : null;
  grouped.forEach((places, g) => {
    told[g] = mostTelling(codes, places, g, (code) => -Math.log(counts.get(code)! / values));
    if (order) order[g] = extremes(codes, places);
  });
  return { values: told, order, distinct: counts.size };
}

/** How often two sketches have the same where both tell something; 0 where none does. */
export function likeness(a: Int32Array, b: Int32Array): number {
  let same = 0;
  let all = 0;
  for (let g = 0; g < a.length; g++) {
    if (a[g] === -1 || b[g] === -1) continue;
    all++;
    if (a[g] === b[g]) same++;
  }
  return all === 0 ? 0 : same / all;
}

/** By lot, with the more chances the rarer the value is: what nearly all have tells nothing (consistent weighted sampling). */
function mostTelling(
  codes: Float64Array,
  places: Int32Array,
  group: number,
  weightOf: (code: number) => number,
): number {
  let best = Infinity;
  let found = -1;
  for (const place of places) {
    const code = codes[place]!;
    if (Number.isNaN(code)) continue;
    const weight = weightOf(code);
    if (weight <= 0) continue;
    const lot = hashOf(code, place, group);
    const drawn = -Math.log((lot + 0.5) / 2 ** 32) / weight;
    if (drawn < best) [best, found] = [drawn, lot & 0x7fffffff];
  }
  return found;
}

/** The first places of the greatest and of the least value, whichever is which. */
function extremes(codes: Float64Array, places: Int32Array): number {
  let [least, greatest] = [-1, -1];
  for (let i = 0; i < places.length; i++) {
    const code = codes[places[i]!]!;
    if (Number.isNaN(code)) continue;
    if (least === -1 || code < codes[places[least]!]!) least = i;
    if (greatest === -1 || code > codes[places[greatest]!]!) greatest = i;
  }
  return least === greatest ? -1 : Math.min(least, greatest) * groupSize + Math.max(least, greatest);
}

const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);

function hashOf(code: number, place: number, group: number): number {
  // Minus zero is zero.
  asDouble[0] = code + 0;
  return mix(asWords[0]! ^ Math.imul(place + 1, 0x9e3779b1), asWords[1]!, group);
}

/** Three numbers to one of 32 bits (the finish of MurmurHash3, after each). */
function mix(a: number, b: number, c: number): number {
  return finish(Math.imul(finish(Math.imul(finish(a), 31) + b), 31) + c) >>> 0;
}

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
