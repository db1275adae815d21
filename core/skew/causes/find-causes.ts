import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { ViewPairs } from '../pairs.ts';
import type { SkewCause } from '../report.ts';
import { candidatesOf, type Asked } from './candidates.ts';
import { fewest, type Candidate } from './candidate.ts';
import { comparedWithChance, groupsOf, masksSql, type Group } from './chance.ts';
import { choose, type Claim } from './choose.ts';
import { otherFeatures } from './columns.ts';
import { examplesOf } from './examples.ts';
import { featureRows, locatedSql } from './located.ts';
import { oddRows, type OddRows } from './odd-rows.ts';
import { saidOf } from './said-of.ts';
import { swapped } from './swapped.ts';

/** More rows than this share of those that a cause claims that are nearly so, or contrary, say that it is something else. */
const nearly = 0.05;

/**
 * What the pairs of a view that are not equal look like, per feature, most rows first; empty where they look like
 * nothing. Every row that a cause claims is exactly what the cause makes of the offline value, or the value of
 * the row that it says; no row is claimed twice; and a cause that chance would explain is none.
 */
export async function findCauses(engine: Engine, pairs: ViewPairs, run: Run = {}): Promise<SkewCause[][]> {
  const scratch = new Scratch(engine);
  const quiet: Run = run.signal ? { signal: run.signal } : {};
  try {
    const odd = await oddRows(engine, scratch, pairs, quiet);
    const causes: SkewCause[][] = [];
    for (const i of pairs.planned.features.keys()) causes.push(await causesOf(engine, scratch, odd, i, quiet));
    return causes;
  } finally {
    await scratch.drop();
  }
}

async function causesOf(engine: Engine, scratch: Scratch, odd: OddRows, i: number, run: Run): Promise<SkewCause[]> {
  const [counted] = await engine.rows<{ n: number; unserved: number }>(
    sql`SELECT count(*)::DOUBLE AS n, count_if(f IS NOT NULL AND (g IS NULL OR NOT here))::DOUBLE AS unserved FROM (${featureRows(odd, i, [])})`,
    run,
  );
  if (counted!.n < fewest) return [];
  const others = await otherFeatures(engine, odd, i, run);
  const own = featureRows(odd, i, others);
  const located = odd.byValue
    ? sql`FROM ${await scratch.table('located', locatedSql(odd, i, own), run)}`
    : locatedSql(odd, i, own);
  const asked: Asked = { odd, feature: i, others, located, ...counted! };
  const candidates = await candidatesOf(engine, scratch, asked, run);
  const masks = await scratch.table('masks', masksSql(located, candidates), run);
  const grouped = await groupsOf(engine, masks, run);
  // What is not enough even if it cannot be chance needs no comparison with it.
  const likely = choose(candidates, grouped).claims.length > 0;
  const groups = likely ? await comparedWithChance(engine, odd, i, own, masks, candidates, grouped, run) : grouped;
  const rivals = candidates.filter(isOtherRowByValue);
  const all =
    likely && rivals.length > 0
      ? await swapped(engine, odd.rows, i, odd.measures[i]!, sql`SELECT * FROM (${located}) WHERE here`, run)
      : null;
  const refused = new Set(all?.ofAll ? rivals : []);
  const { claims, left } = await proven(engine, candidates, groups, located, masks, refused, run);
  const found: (Pick<SkewCause, 'cause' | 'rows' | 'detail'> & { n: bigint })[] = [];
  for (const claim of claims) {
    const detail = await saidOf(engine, claim, inGroups(located, masks, claim.groups), run);
    found.push({ cause: claim.candidate.cause, rows: claim.rows, detail, n: claim.groups[0]!.n });
  }
  const swap = await swapped(engine, odd.rows, i, odd.measures[i]!, inGroups(located, masks, left), run);
  if (swap) found.push(swap);
  found.sort((a, b) => b.rows - a.rows);
  const numbers = found.map(({ n }) => n);
  const examples = await examplesOf(engine, odd.rows, i, numbers, run);
  return found.map(({ cause, rows, detail }, c) => ({ cause, rows, detail, example: examples[c]! }));
}

/** A few categories come again and again in a history: where all of them are swapped, many a value is also an older one. */
function isOtherRowByValue({ cause, against }: Candidate): boolean {
  return against === 'values' && (cause === 'stale_row' || cause === 'still' || cause === 'run');
}

/** The causes that leave next to nothing that is nearly explained. Without one that does, the others are chosen anew. */
async function proven(
  engine: Engine,
  candidates: Candidate[],
  groups: Group[],
  located: Sql,
  masks: Sql,
  refused: Set<Candidate>,
  run: Run,
): Promise<{ claims: Claim[]; left: Group[] }> {
  for (;;) {
    const chosen = choose(candidates, groups, refused);
    const doubted = chosen.claims.filter(({ candidate }) => candidate.near ?? candidate.contrary);
    if (doubted.length === 0) return chosen;
    const isLeft = inGroupsSql(chosen.left);
    const counts = doubted.map(({ candidate: { near, contrary } }, c) => {
      const against = [...(near ? [sql`(${isLeft} AND ${near})`] : []), ...(contrary ? [sql`(${contrary})`] : [])];
      return sql`count_if(${join(against, ' OR ')})::DOUBLE AS ${ident(`c${c}`)}`;
    });
    const [found] = await engine.rows<Record<string, number>>(
      sql`SELECT ${join(counts)} FROM (${located}) JOIN ${masks} USING (n) WHERE here`,
      run,
    );
    const wrong = doubted.filter(({ rows }, c) => found![`c${c}`]! > Math.max(2, rows * nearly));
    if (wrong.length === 0) return chosen;
    wrong.forEach(({ candidate }) => refused.add(candidate));
  }
}

function inGroups(located: Sql, masks: Sql, groups: Group[]): Sql {
  return sql`SELECT * FROM (${located}) SEMI JOIN (SELECT n FROM ${masks} WHERE ${inGroupsSql(groups)}) USING (n)`;
}

function inGroupsSql(groups: Group[]): Sql {
  const wanted = groups.map(({ mask, missing }) => sql`(mask = ${mask} AND missing = ${missing})`);
  return wanted.length === 0 ? sql`FALSE` : sql`(${join(wanted, ' OR ')})`;
}
