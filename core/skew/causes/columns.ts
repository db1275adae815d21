import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { fewest, type Candidate } from './candidate.ts';
import type { Measure } from './measure.ts';
import type { OddRows } from './odd-rows.ts';

/** So many rows tell which other features come into question. */
const sampled = 500;
/** And so many of them are asked of every row. */
const looked = 2;

/** A feature of the view whose offline values may be served in another's place. */
export interface OtherFeature {
  place: number;
  /** That any row's value of it is any row's served value, were they drawn by chance. */
  chance: number;
}

/** Which they are, as far as a sample tells. */
export async function otherFeatures(engine: Engine, odd: OddRows, feature: number, run?: Run): Promise<OtherFeature[]> {
  const others = odd.measures.flatMap((measure, j) =>
    j !== feature && comparable(measure, odd.measures[feature]!) ? [j] : [],
  );
  if (others.length === 0) return [];
  const [f, g] = [ident(`f${feature}`), ident(`g${feature}`)];
  const hits = others.map((j) => sql`count_if(${g} = ${ident(`f${j}`)})::DOUBLE AS ${ident(`c${j}`)}`);
  const rows = sql`(SELECT * FROM ${odd.table} WHERE ${f} <> ${g} ORDER BY hash(n) LIMIT ${sampled})`;
  const [found] = await engine.rows<Record<string, number>>(sql`SELECT ${join(hits)} FROM ${rows}`, run);
  const best = others
    .filter((j) => found![`c${j}`]! >= fewest)
    .sort((a, b) => found![`c${b}`]! - found![`c${a}`]!)
    .slice(0, looked);
  return Promise.all(
    best.map(async (place) => ({ place, chance: await alike(engine, rows, g, ident(`f${place}`), run) })),
  );
}

async function alike(engine: Engine, rows: Sql, a: Sql, b: Sql, run?: Run): Promise<number> {
  const [found] = await engine.rows<{ chance: number }>(
    sql`WITH rows AS (SELECT ${a} AS a, ${b} AS b FROM ${rows})
SELECT coalesce(sum(x.n * y.n), 0) / (SELECT count(*) FROM rows) ^ 2 AS chance
FROM (SELECT a, count(*)::DOUBLE AS n FROM rows GROUP BY a) x JOIN (SELECT b, count(*)::DOUBLE AS n FROM rows GROUP BY b) y ON x.a = y.b`,
    run,
  );
  return found!.chance;
}

/** Two columns swapped: each other's values, in the same rows. Or one column twice. */
export function columns(odd: OddRows, others: readonly OtherFeature[]): Candidate[] {
  return others.flatMap(({ place: j, chance }): Candidate[] => {
    const { name } = odd.rows.planned.features[j]!;
    const [theirs, served] = [ident(`x${j}`), ident(`y${j}`)];
    const test = sql`f <> g AND g = ${theirs}`;
    return [
      {
        cause: 'columns',
        detail: `swapped with ${name}`,
        test: sql`${test} AND ${served} = f`,
        against: ['values', 'served'],
        chance,
      },
      { cause: 'columns', detail: `the value of ${name}`, test, against: ['values', 'served'], chance },
    ];
  });
}

/** Columns of `featureRows`: the offline and the served values of other features. */
export function otherColumns(others: readonly OtherFeature[]): Sql[] {
  return others.flatMap(({ place: j }) => [
    sql`${ident(`f${j}`)} AS ${ident(`x${j}`)}`,
    sql`${ident(`g${j}`)} AS ${ident(`y${j}`)}`,
  ]);
}

function comparable(a: Measure, b: Measure): boolean {
  const isNumber = (one: Measure) => one === 'number' || one === 'integer';
  return a === b || (isNumber(a) && isNumber(b));
}
