import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { claimOnLine, claimSame, type PairClaim } from './claims.ts';
import { isMonotone } from './monotone.ts';
import { countChance, countRates, type AgreementRate } from './rates.ts';
import type { DuplicateRelation } from './report.ts';
import { sayLine } from './say-line.ts';
import { shapesOf, type Suspects } from './shapes.ts';

/** What holds of two features over all entities compared. */
export interface ProvenPair extends AgreementRate {
  suspects: Suspects;
  relation: DuplicateRelation;
  detail: string;
  claim: PairClaim;
}

/** Of the values of the feature that has fewer, so many have to be met by one of the other. */
const leastOverlap = 0.5;

interface Measured {
  pair: Suspects;
  claim: PairClaim;
  rate: AgreementRate;
  detail: string;
  /** What it is called where all agree. */
  relation: DuplicateRelation;
}

/**
 * Which of some pairs say the same, over all rows of `table`, which has a column for each feature (`columnOf`) and `n`.
 * Gives null for each that does not. `least` is the share that has to agree before they nearly do.
 */
export async function provePairs(
  engine: Engine & BatchReader,
  table: Sql,
  pairs: readonly Suspects[],
  least: number,
  run?: Run,
): Promise<(ProvenPair | null)[]> {
  const found = new Map<Suspects, ProvenPair>();
  const measure = async (claims: readonly Omit<Measured, 'rate'>[]): Promise<Measured[]> => {
    const rates = await countRates(engine, table, claims.map(claimed), run);
    return claims.map((one, i) => ({ ...one, rate: rates[i]! }));
  };
  /** All agree, or so many that chance does not explain it. */
  const accept = async (measured: readonly Measured[]): Promise<void> => {
    for (const one of measured)
      if (one.rate.agree === one.rate.compared) found.set(one.pair, proven(one, one.relation));
    const most = measured.filter(({ rate }) => rate.agree < rate.compared && rate.agree >= least * rate.compared);
    const chances = await countChance(engine, table, most.map(claimed), run);
    most.forEach((one, i) => {
      if (isBeyondChance(one.rate, chances[i]!, least)) found.set(one.pair, proven(one, 'nearly'));
    });
  };

  const same = pairs.map((pair) => {
    return { pair, claim: claimSame(pair.a, pair.b), detail: 'the same values', relation: 'equal' as const };
  });
  const met = (await measure(same)).filter(
    ({ pair, rate }) => rate.compared > 0 && rate.compared >= leastOverlap * Math.min(...pair.values),
  );
  await accept(met);
  const open = met.filter(({ pair }) => !found.has(pair) && pair.a.class !== 'text');
  const shapes = await shapesOf(
    engine,
    table,
    open.map(({ pair }) => pair),
    least,
    run,
  );
  const lines = open.flatMap(({ pair }, i) => {
    const { line } = shapes[i]!;
    if (!line) return [];
    const { detail, isSame } = sayLine(pair, line);
    const relation: DuplicateRelation = isSame ? 'nearly' : 'scaled';
    return [{ pair, claim: claimOnLine(pair.a, pair.b, line), detail, relation }];
  });
  await accept(await measure(lines));
  for (const [i, one] of open.entries()) {
    const { direction } = shapes[i]!;
    if (found.has(one.pair) || direction === 0 || !(await isMonotone(engine, table, one.pair, direction, run)))
      continue;
    const detail = direction > 0 ? 'the same order' : 'the reverse order';
    const rate = { ...one.rate, agree: one.rate.compared };
    found.set(one.pair, proven({ ...one, rate, detail, claim: () => sql`true` }, 'ranks'));
  }
  return pairs.map((pair) => found.get(pair) ?? null);
}

function claimed({ pair, claim }: Pick<Measured, 'pair' | 'claim'>) {
  return { a: pair.a, b: pair.b, claim };
}

function proven({ pair, claim, rate, detail }: Measured, relation: DuplicateRelation): ProvenPair {
  return { suspects: pair, relation, ...rate, detail, claim };
}

/**
 * Of what chance leaves open they agree on as much as two coins that agree in the least share (Cohen's kappa): that
 * nearly all are zero in both says nothing.
 */
function isBeyondChance(rate: AgreementRate, chance: AgreementRate, least: number): boolean {
  if (chance.compared === 0 || chance.agree === chance.compared) return false;
  const [is, by] = [rate.agree / rate.compared, chance.agree / chance.compared];
  return is - by >= Math.max(0, 2 * least - 1) * (1 - by);
}
