import { fewest, type Candidate } from './candidate.ts';
import { chancesIn, type RowGroup } from './chance.ts';

/** A candidate with the groups that it claims. */
export interface ClaimedGroups {
  candidate: Candidate;
  groups: RowGroup[];
  rows: number;
}

interface ComparedGroup extends RowGroup {
  chance: (number | null)[];
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
  groups: RowGroup[],
  refused: ReadonlySet<Candidate> = new Set(),
): { claims: ClaimedGroups[]; left: RowGroup[] } {
  const claims: ClaimedGroups[] = [];
  let [left, taken] = [groups, 0n];
  for (;;) {
    const compared = left.map((group) => ({ ...group, chance: chancesIn(group, candidates, taken) }));
    const best = strongest(candidates, compared, refused);
    if (best === null) return { claims, left };
    const claimed = left.filter((group) => has(group, best));
    left = left.filter((group) => !has(group, best));
    taken |= 1n << BigInt(best);
    claims.push({ candidate: candidates[best]!, groups: claimed, rows: total(claimed) });
  }
}

function strongest(candidates: Candidate[], left: ComparedGroup[], refused: ReadonlySet<Candidate>): number | null {
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
function strengthOf(candidates: Candidate[], index: number, left: ComparedGroup[]): number {
  const candidate = candidates[index]!;
  const asked = left.filter((group) => candidate.missingToo || !(group.missing || group.same));
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
  const compared = asked.reduce((sum, group) => sum + group.rows * (group.chance[index] ?? least), 0) / n;
  const { chance = compared, against } = candidate;
  const expected = against.includes('served') ? Math.max(chance, compared) : chance;
  return surprise(n, m, Math.max(least, expected, rivalry(candidates, index, asked) / n));
}

/** Where it is, by its words; -1 where it explains nothing. */
function placeOf(candidates: Candidate[], one: Candidate | undefined): number {
  return candidates.findIndex(({ cause, detail }) => cause === one?.cause && detail === one.detail);
}

/** How many other rows the best of the other constants explains. */
function rivalry(candidates: Candidate[], index: number, groups: RowGroup[]): number {
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

function has({ mask }: RowGroup, index: number): boolean {
  return ((mask >> BigInt(index)) & 1n) === 1n;
}

function explained(groups: RowGroup[], index: number): number {
  return total(groups.filter((group) => has(group, index)));
}

function total(groups: { rows: number }[]): number {
  return groups.reduce((sum, group) => sum + group.rows, 0);
}
