import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { ViewPairs } from '../pairs.ts';
import type { SkewCause } from '../report.ts';
import type { Candidate } from './candidate.ts';
import { comparedWithChance, groupsOf, masksSql, type Group } from './chance.ts';
import { choose, fewest } from './choose.ts';
import { constants } from './constants.ts';
import { ageCut } from './cut.ts';
import { examplesOf } from './examples.ts';
import { featureRows, locatedSql } from './located.ts';
import { oddRows, type OddRows } from './odd-rows.ts';
import { momentSql, origins, type Moment } from './origins.ts';
import { saidOf } from './said-of.ts';
import { shapes } from './shapes.ts';
import { swapped } from './swapped.ts';

/** Where a feature has more odd rows, constants and candidates are looked for among about so many. */
const sampled = 20_000;

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

interface Counts {
  n: number;
  /** With an offline value and none online. */
  unserved: number;
}

async function causesOf(engine: Engine, scratch: Scratch, odd: OddRows, i: number, run: Run): Promise<SkewCause[]> {
  const [counted] = await engine.rows<Counts>(
    sql`SELECT count(*)::DOUBLE AS n, count_if(f IS NOT NULL AND (g IS NULL OR NOT here))::DOUBLE AS unserved FROM (${featureRows(odd, i)})`,
    run,
  );
  if (counted!.n === 0) return [];
  const located = odd.byValue
    ? sql`FROM ${await scratch.table('located', locatedSql(odd, i, featureRows(odd, i)), run)}`
    : locatedSql(odd, i, featureRows(odd, i));
  const candidates = await candidatesOf(engine, odd, i, located, counted!, run);
  const masks = await scratch.table('masks', masksSql(located, candidates), run);
  const grouped = await groupsOf(engine, masks, run);
  // What is not enough even if it cannot be chance needs no comparison with it.
  const likely = choose(candidates, grouped).claims.length > 0;
  const groups = likely ? await comparedWithChance(engine, odd, i, masks, candidates, grouped, run) : grouped;
  const { claims, left } = choose(candidates, groups);
  const found: (Pick<SkewCause, 'cause' | 'rows' | 'detail'> & { n: bigint })[] = [];
  for (const claim of claims) {
    const detail = await saidOf(engine, claim, inGroups(located, masks, claim.groups), run);
    found.push({ cause: claim.candidate.cause, rows: claim.rows, detail, n: claim.groups[0]!.n });
  }
  const swap = await swapped(engine, odd.rows, i, odd.measures[i]!, inGroups(located, masks, left), run);
  if (swap) found.push({ cause: 'swapped', ...swap });
  found.sort((a, b) => b.rows - a.rows);
  const numbers = found.map(({ n }) => n);
  const examples = await examplesOf(engine, odd.rows, i, numbers, run);
  return found.map(({ cause, rows, detail }, c) => ({ cause, rows, detail, example: examples[c]! }));
}

/** All candidates of a feature that explain at least something of a sample. */
async function candidatesOf(
  engine: Engine,
  odd: OddRows,
  i: number,
  located: Sql,
  { n, unserved }: Counts,
  run: Run,
): Promise<Candidate[]> {
  const { rows, byValue, measures } = odd;
  const step = Math.ceil(n / sampled);
  const sample = step === 1 ? located : sql`SELECT * FROM (${located}) WHERE hash(n) % ${step} = 0`;
  const [moment] = await engine.rows<Moment>(momentSql(sample), run);
  const cut = unserved < fewest ? null : await ageCut(engine, rows, i, run);
  const isDate = [rows.planned.features[i]!.type, rows.servedTypes[i]].every((type) => type === 'DATE');
  const candidates = [
    ...origins(byValue, rows.planned.view.ttl, moment ?? null),
    ...(cut ? [cut] : []),
    ...(await constants(engine, measures[i]!, sample, isDate, run)),
    ...shapes(measures[i]!),
  ];
  const tests = candidates.map(({ test }, j) => sql`count_if(${test})::DOUBLE AS ${ident(`c${j}`)}`);
  const [hits] = await engine.rows<Record<string, number>>(sql`SELECT ${join(tests)} FROM (${sample})`, run);
  return candidates.filter((candidate, j) => hits![`c${j}`]! >= (candidate.rival ? 1 : fewest) && !twin(candidates, j));
}

/** The same constant was found twice. */
function twin(candidates: Candidate[], index: number): boolean {
  const { cause, detail } = candidates[index]!;
  return candidates.slice(0, index).some((other) => other.cause === cause && other.detail === detail);
}

function inGroups(located: Sql, masks: Sql, groups: Group[]): Sql {
  const wanted = groups.map(({ mask, missing }) => sql`(mask = ${mask} AND missing = ${missing})`);
  const where = wanted.length === 0 ? sql`FALSE` : join(wanted, ' OR ');
  return sql`SELECT * FROM (${located}) SEMI JOIN (SELECT n FROM ${masks} WHERE ${where}) USING (n)`;
}
