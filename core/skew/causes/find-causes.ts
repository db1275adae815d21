import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { inStatements } from '../../engine/statements.ts';
import { join, sql } from '../../sql/sql.ts';
import type { RowPairs } from '../pairs.ts';
import type { SkewCause } from '../report.ts';
import { candidatesOf, type OddFeature } from './candidates.ts';
import { fewest, type Candidate } from './candidate.ts';
import { comparedWithChance, groupsOf, masksSql } from './chance.ts';
import { choose } from './choose.ts';
import { otherFeatures } from './columns.ts';
import { examplesOf } from './examples.ts';
import { featureRows, locatedSql } from './located.ts';
import { oddRows, type OddRows } from './odd-rows.ts';
import { inGroups, proven } from './proven.ts';
import { saidOf } from './said-of.ts';
import { swapped } from './swapped.ts';

/**
 * What the pairs of a view that are not equal look like, per feature, most rows first; empty where they look like
 * nothing. Every row that a cause claims is exactly what the cause makes of the offline value, or the value of
 * the row that it says; no row is claimed twice; and a cause that chance would explain is none.
 */
export async function findCauses(engine: Engine, pairs: RowPairs, run: Run = {}): Promise<SkewCause[][]> {
  const scratch = new Scratch(engine);
  const quiet: Run = run.signal ? { signal: run.signal } : {};
  try {
    const odd = await oddRows(engine, scratch, pairs, quiet);
    const causes: SkewCause[][] = [];
    for (const [i, counted] of (await countOdd(engine, odd, quiet)).entries())
      causes.push(counted.n < fewest ? [] : await causesOf(engine, scratch, odd, i, counted, quiet));
    return causes;
  } finally {
    await scratch.drop();
  }
}

type OddCount = Pick<OddFeature, 'n' | 'unserved'>;

/** Of each feature its rows that are not equal. */
async function countOdd(engine: Engine, odd: OddRows, run: Run): Promise<OddCount[]> {
  const counts: OddCount[] = [];
  for (const some of inStatements([...odd.rows.planned.features.keys()], 0)) {
    const each = some.map(
      (i) =>
        sql`SELECT ${i}::INTEGER AS i, count(*)::DOUBLE AS n, count_if(f IS NOT NULL AND (g IS NULL OR NOT here))::DOUBLE AS unserved FROM (${featureRows(odd, i, [])})`,
    );
    for (const { i, ...count } of await engine.rows<OddCount & { i: number }>(join(each, '\nUNION ALL '), run))
      counts[i] = count;
  }
  return counts;
}

async function causesOf(
  engine: Engine,
  scratch: Scratch,
  odd: OddRows,
  i: number,
  counted: OddCount,
  run: Run,
): Promise<SkewCause[]> {
  const others = await otherFeatures(engine, odd, i, run);
  const own = featureRows(odd, i, others);
  const located = odd.byValue
    ? sql`FROM ${await scratch.table('located', locatedSql(odd, i, own), run)}`
    : locatedSql(odd, i, own);
  const asked: OddFeature = { odd, feature: i, others, located, ...counted };
  const candidates = await candidatesOf(engine, scratch, asked, run);
  const masks = await scratch.table('masks', masksSql(located, candidates), run);
  const grouped = await groupsOf(engine, masks, run);
  // What is not enough even if it cannot be chance needs no comparison with it.
  const likely = choose(candidates, grouped).claims.length > 0;
  const of = { pairs: odd.rows, feature: i, measure: odd.measures[i]! };
  const masked = { odd, feature: i, own, masks, candidates };
  const groups = likely ? await comparedWithChance(engine, masked, grouped, run) : grouped;
  const rivals = candidates.filter(isOtherRowByValue);
  const all =
    likely && rivals.length > 0 ? await swapped(engine, of, sql`SELECT * FROM (${located}) WHERE here`, run) : null;
  const refused = new Set(all?.ofAll ? rivals : []);
  const { claims, left } = await proven(engine, asked, { candidates, groups, masks, refused }, run);
  const found: (Pick<SkewCause, 'cause' | 'rows' | 'detail'> & { n: bigint })[] = [];
  for (const claim of claims) {
    const detail = await saidOf(engine, claim, inGroups(located, masks, claim.groups), run);
    found.push({ cause: claim.candidate.cause, rows: claim.rows, detail, n: claim.groups[0]!.n });
  }
  const swap = await swapped(engine, of, inGroups(located, masks, left), run);
  if (swap) found.push(swap);
  found.sort((a, b) => b.rows - a.rows);
  const numbers = found.map(({ n }) => n);
  const examples = await examplesOf(engine, odd.rows, i, numbers, run);
  return found.map(({ cause, rows, detail }, c) => ({ cause, rows, detail, example: examples[c]! }));
}

/** A few categories come again and again in a history: where all of them are swapped, many a value is also an older one. */
function isOtherRowByValue({ cause, against }: Candidate): boolean {
  return against.length > 0 && (cause === 'stale_row' || cause === 'still' || cause === 'run');
}
