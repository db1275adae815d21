import { fewest, type Candidate } from './candidate.ts';
import type { Group } from './chance.ts';

/** A candidate with the groups that it claims. */
export interface Claim {
  candidate: Candidate;
  groups: Group[];
  rows: number;
}

/** A chance of one in 5e8, as a natural logarithm: many candidates are tried on many features. */
export const certain = 20;
/** No invented pair is evidence for less than this. */
const least = 0.001;

/**
 * Which candidates are causes. The one that is least a coincidence comes first and claims its rows; the
 * others are judged anew by what is left. Where two say the same of the same rows, the more specific.
 */
export function choose(
  candidates: Candidate[],
  groups: Group[],
  refused: ReadonlySet<Candidate> = new Set(),
): { claims: Claim[]; left: Group[] } {
  const claims: Claim[] = [];
  let left = groups;
  for (;;) {
    const best = strongest(candidates, left, refused);
    if (best === null) return { claims, left };
    const claimed = left.filter((group) => has(group, best));
    left = left.filter((group) => !has(group, best));
    claims.push({ candidate: candidates[best]!, groups: claimed, rows: total(claimed) });
  }
}

function strongest(candidates: Candidate[], left: Group[], refused: ReadonlySet<Candidate>): number | null {
  let best: { index: number; strength: number } | null = null;
  for (const [index, candidate] of candidates.entries()) {
    if (refused.has(candidate)) continue;
    const strength = strengthOf(candidates, index, left);
    if (strength >= certain && total(left.filter((group) => has(group, index))) >= (candidate.atLeast ?? fewest))
      if (!best || strength > best.strength * (1 + 1e-9)) best = { index, strength };
  }
  return best?.index ?? null;
}

/** Minus the logarithm of the chance that coincidence explains as many of the rows that are left. */
function strengthOf(candidates: Candidate[], index: number, left: Group[]): number {
  const candidate = candidates[index]!;
  const asked = left.filter((group) => candidate.missingToo || !group.missing);
  const [n, m] = [total(asked), explained(asked, index)];
  if (m === 0) return 0;
  const all = placeOf(candidates, candidate.allOf);
  if (
    all >= 0 &&
    explained(left, all) >
      explained(
        left.filter((group) => has(group, all)),
        index,
      )
  )
    return 0;
  if (candidate.logChance !== undefined) return -candidate.logChance;
  if (candidate.apartFrom) {
    const others = candidate.apartFrom.map((one) => placeOf(candidates, one)).filter((place) => place >= 0);
    const alone = asked.filter((group) => has(group, index) && !others.some((other) => has(group, other)));
    if (total(alone) < fewest) return 0;
  }
  if (candidate.chance !== undefined)
    return surprise(n, m, Math.max(least, candidate.chance, rivalry(candidates, index, asked) / n));
  const expected = asked.reduce((sum, group) => sum + group.rows * (group.chance[index] ?? least), 0) / n;
  return surprise(n, m, Math.max(least, expected, rivalry(candidates, index, asked) / n));
}

/** Where it is, by its words; -1 where it explains nothing. */
function placeOf(candidates: Candidate[], one: Candidate | undefined): number {
  return candidates.findIndex(({ cause, detail }) => cause === one?.cause && detail === one.detail);
}

/** How many other rows the best of the other constants explains. */
function rivalry(candidates: Candidate[], index: number, groups: Group[]): number {
  const { rival } = candidates[index]!;
  if (rival === undefined) return 0;
  const rest = groups.filter((group) => !has(group, index));
  const others = candidates.map((other, i) => (i !== index && other.rival === rival ? explained(rest, i) : 0));
  return Math.max(...others);
}

/** Chernoff's bound: minus the logarithm of the chance of m or more of n, each with chance p. */
function surprise(n: number, m: number, p: number): number {
  const share = m / n;
  if (share <= p || p >= 1) return 0;
  const rest = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - p));
  return n * (share * Math.log(share / p) + rest);
}

function has({ mask }: Group, index: number): boolean {
  return ((mask >> BigInt(index)) & 1n) === 1n;
}

function explained(groups: Group[], index: number): number {
  return total(groups.filter((group) => has(group, index)));
}

function total(groups: { rows: number }[]): number {
  return groups.reduce((sum, group) => sum + group.rows, 0);
}
