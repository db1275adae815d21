import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { examplesOf } from './causes/examples.ts';
import { findCauses } from './causes/find-causes.ts';
import { inputsDiffer } from './inputs-differ.ts';
import { offline, pairClass, type ViewPairs } from './pairs.ts';
import { pairClasses, type FeatureSkew, type PairClass, type SkewCause, type SkewExample } from './report.ts';

/** Of a feature. */
const mostExamples = 5;
/** Worst first; what is equal is no example. */
const worstFirst: readonly PairClass[] = ['mismatch', 'missing_online', 'missing_offline', 'stale', 'ahead', 'close'];

/** What a view's pairs come to, feature by feature. */
export async function summarizeSkew(engine: Engine, pairs: ViewPairs, run?: Run): Promise<FeatureSkew[]> {
  const { view, features } = pairs.planned;
  const counts = features.flatMap((_, i) =>
    pairClasses.map(
      (one) => sql`count(CASE WHEN ${pairClass(i)} = ${one} THEN 1 END)::DOUBLE AS ${ident(`${one}${i}`)}`,
    ),
  );
  const nulls = features.map(
    (_, i) =>
      sql`count(CASE WHEN ${pairClass(i)} = 'equal' AND ${offline(i)} IS NULL THEN 1 END)::DOUBLE AS ${ident(`nulls${i}`)}`,
  );
  const [found] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join([...counts, ...nulls])} FROM ${pairs.table}`,
    run,
  );
  const isClean = features.every((_, i) => found![`equal${i}`] === pairs.rows);
  const causes = isClean ? features.map(() => []) : await causesOf(engine, pairs, run);
  const summaries: FeatureSkew[] = [];
  for (const [i, { name, type }] of features.entries()) {
    const of = (one: PairClass) => found![`${one}${i}`]!;
    const { equal, close, ...others } = Object.fromEntries(pairClasses.map((one) => [one, of(one)])) as Record<
      PairClass,
      number
    >;
    summaries.push({
      view: view.name,
      feature: name,
      type,
      ...(pairs.computed && { computed: pairs.computed }),
      entities: pairs.rows + pairs.neither,
      pairs: pairs.rows,
      equal,
      nulls: found![`nulls${i}`]!,
      close,
      mismatch: others.mismatch,
      missing_online: others.missing_online,
      missing_offline: others.missing_offline,
      stale: others.stale,
      ahead: others.ahead,
      match_rate: pairs.rows === found![`nulls${i}`] ? null : (equal + close) / pairs.rows,
      looks_like: causes[i]!,
      examples: equal === pairs.rows ? [] : await exemplify(engine, pairs, i, run),
    });
  }
  return summaries;
}

function causesOf(engine: Engine, pairs: ViewPairs, run?: Run): Promise<SkewCause[][]> {
  return pairs.computed === null
    ? findCauses(engine, pairs, run)
    : inputsDiffer(engine, pairs, { column: pairClass, fine: ['equal', 'close'] }, run);
}

/** A handful of pairs that are not equal: the first of each class in turn, the worst class first. */
async function exemplify(engine: Engine, pairs: ViewPairs, feature: number, run?: Run): Promise<SkewExample[]> {
  const firsts = Array.from(
    { length: mostExamples },
    (_, i) => sql`min(n, ${mostExamples})[${i + 1}] AS ${ident(`n${i}`)}`,
  );
  const found = await engine.rows<Record<string, bigint | null> & { class: PairClass }>(
    sql`SELECT ${pairClass(feature)} AS class, ${join(firsts)} FROM ${pairs.table} WHERE ${pairClass(feature)} <> 'equal' GROUP BY ALL`,
    run,
  );
  const rank = (one: PairClass) => worstFirst.indexOf(one);
  const classes = found.sort((a, b) => rank(a.class) - rank(b.class));
  const inTurn = firsts.flatMap((_, i) => classes.flatMap((one) => one[`n${i}`] ?? []));
  return examplesOf(engine, pairs, feature, inTurn.slice(0, mostExamples), run);
}
