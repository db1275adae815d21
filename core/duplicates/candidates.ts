import { likeness, type Sketch } from './sketch.ts';

/** Two features that may say the same, by their places; the lower one first. */
export type LikelyPair = [number, number];

/** In how many orders the sketches' groups are gone through. */
const orders = 24;
/** Features that still have the same after some groups are compared with each other where they are no more than so many. */
const fewEnough = 16;
const leastDepth = 2;

/**
 * Pairs whose sketches are much alike, found without looking at every pair: features are sorted into those that have the
 * same in one group, these by another group, until few are left together; that in several orders, since near
 * duplicates differ in some groups. Sketches of more than one class are not mixed: null leaves a place out.
 */
export function findCandidates(sketches: readonly (Int32Array | null)[]): LikelyPair[] {
  const found = new Set<number>();
  const all = sketches.flatMap((sketch, i) => (sketch ? [i] : []));
  const depth = sketches.find((sketch) => sketch !== null)?.length ?? 0;
  for (let order = 0; order < orders; order++) {
    const groups = shuffled(depth, order);
    const together: { members: number[]; at: number }[] = [{ members: all, at: 0 }];
    for (let next = together.pop(); next; next = together.pop()) {
      const { members, at } = next;
      if (members.length < 2) continue;
      if ((at >= leastDepth && members.length <= fewEnough) || at >= depth) {
        addPairs(found, members, sketches.length);
        continue;
      }
      const parts = new Map<number, number[]>();
      for (const member of members) {
        const told = sketches[member]![groups[at]!]!;
        const part = parts.get(told);
        if (part) part.push(member);
        else parts.set(told, [member]);
      }
      for (const part of parts.values()) together.push({ members: part, at: at + 1 });
    }
  }
  return [...found].map((pair) => [Math.floor(pair / sketches.length), pair % sketches.length]);
}

/** The likelihood that chance gives two features of few values is a third; of many, next to none. */
export function isLikely(a: Sketch, b: Sketch): boolean {
  const least = Math.min(a.distinct, b.distinct) <= 8 ? 0.45 : 0.25;
  if (likeness(a.values, b.values) >= least) return true;
  return a.order !== null && b.order !== null && likeness(a.order, b.order) >= least;
}

/** Of too many, each with the first. */
function addPairs(found: Set<number>, members: readonly number[], all: number): void {
  const firsts = members.length <= 4 * fewEnough ? members : members.slice(0, 1);
  for (const [i, first] of firsts.entries())
    for (const second of members.slice(i + 1)) found.add(Math.min(first, second) * all + Math.max(first, second));
}

/** The numbers from 0, in an order of its own for each seed. */
function shuffled(length: number, seed: number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  let state = seed * 2654435761 + 1;
  for (let i = length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
