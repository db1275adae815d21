import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { offline } from '../pairs.ts';
import { fewest, type Candidate } from './candidate.ts';
import type { OddFeature } from './candidates.ts';
import type { RowGroup } from './chance.ts';
import { choose, type ClaimedGroups } from './choose.ts';
import { measured } from './measure.ts';
import { isWide } from './wide.ts';

/** More rows than this share of those that a cause claims that are nearly so, or contrary, say that it is something else. */
const nearly = 0.05;

/** What causes are chosen from; `masks` has the feature's rows, and `refused` grows. */
export interface Choice {
  candidates: Candidate[];
  groups: RowGroup[];
  masks: Sql;
  refused: Set<Candidate>;
}

interface Chosen {
  claims: ClaimedGroups[];
  left: RowGroup[];
}

/** The causes that nothing speaks against in the rows that they claim and those that are left. Without one that fails, the others are chosen anew. */
export async function proven(engine: Engine, asked: OddFeature, choice: Choice, run: Run): Promise<Chosen> {
  for (;;) {
    const chosen = choose(choice.candidates, choice.groups, choice.refused);
    const wrong = [
      ...chosen.claims.filter(({ candidate, rows }) => candidate.most && rows < differing(chosen.left)),
      ...(await contradicted(engine, asked, choice.masks, chosen, run)),
      ...(await uniform(engine, asked, choice.masks, chosen, run)),
      ...(await confined(engine, asked, choice.masks, chosen, run)),
      ...(await ofOneValue(engine, asked, choice.masks, chosen, run)),
    ];
    if (wrong.length === 0) return chosen;
    wrong.forEach(({ candidate }) => choice.refused.add(candidate));
  }
}

function differing(groups: RowGroup[]): number {
  return groups.reduce((sum, { missing, same, rows }) => (missing || same ? sum : sum + rows), 0);
}

/** Claims of which too many rows are nearly so, or contrary. */
async function contradicted(
  engine: Engine,
  { located }: OddFeature,
  masks: Sql,
  { claims, left }: Chosen,
  run: Run,
): Promise<ClaimedGroups[]> {
  const doubted = claims.filter(({ candidate: { near, contrary } }) => near ?? contrary);
  if (doubted.length === 0) return [];
  const isLeft = inGroupsSql(left);
  const counts = doubted.map(({ candidate: { near, contrary } }, c) => {
    const against = [...(near ? [sql`(${isLeft} AND ${near})`] : []), ...(contrary ? [sql`(${contrary})`] : [])];
    return sql`count_if(${join(against, ' OR ')})::DOUBLE AS ${ident(`c${c}`)}`;
  });
  const [found] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join(counts)} FROM (${located}) JOIN ${masks} USING (n) WHERE here`,
    run,
  );
  return doubted.filter(({ rows }, c) => found![`c${c}`]! > Math.max(2, rows * nearly));
}

/** Claims of which all rows, but less than a handful, are given one value. */
async function uniform(
  engine: Engine,
  { located }: OddFeature,
  masks: Sql,
  { claims }: Chosen,
  run: Run,
): Promise<ClaimedGroups[]> {
  const wrong = await Promise.all(
    claims.map(async (claim) => {
      if (!claim.candidate.varied) return [];
      const [found] = await engine.rows<{ most: number }>(
        sql`SELECT max(n)::DOUBLE AS most FROM (SELECT count(*) AS n FROM (${inGroups(located, masks, claim.groups)}) GROUP BY g)`,
        run,
      );
      return claim.rows - found!.most < fewest ? [claim] : [];
    }),
  );
  return wrong.flat();
}

/**
 * Claims of other rows of their entities where they claim one offline number alone, and numbers that are left have
 * others: an older row in place of each would show there too. So a sum with the row before looks where one of both is 0.
 */
async function ofOneValue(
  engine: Engine,
  { odd, feature, located }: OddFeature,
  masks: Sql,
  { claims, left }: Chosen,
  run: Run,
): Promise<ClaimedGroups[]> {
  if (!['integer', 'number'].includes(odd.measures[feature]!)) return [];
  const doubted = claims.filter(({ candidate: { cause } }) => ['stale_row', 'still', 'run'].includes(cause));
  const wrong = await Promise.all(
    doubted.map(async (claim) => {
      const [found] = await engine.rows<{ others: number; rest: number }>(
        sql`WITH usual AS (SELECT f, count(*) AS n FROM (${inGroups(located, masks, claim.groups)}) GROUP BY f ORDER BY n DESC, f LIMIT 1)
SELECT ${claim.rows} - (SELECT n FROM usual)::DOUBLE AS others,
  (SELECT count(*) FROM (${inGroups(located, masks, left)}) WHERE here AND f <> (SELECT f FROM usual))::DOUBLE AS rest`,
        run,
      );
      return found!.others < fewest && found!.rest >= fewest ? [claim] : [];
    }),
  );
  return wrong.flat();
}

/** Claims on whole numbers that lie closer together than chance would have it, among all offline values of the feature. */
async function confined(
  engine: Engine,
  { odd, feature, located }: OddFeature,
  masks: Sql,
  { claims }: Chosen,
  run: Run,
): Promise<ClaimedGroups[]> {
  const doubted = claims.filter(({ candidate }) => candidate.anywhere !== undefined);
  const { table, planned } = odd.rows;
  const f = measured(odd.measures[feature]!, planned.features[feature]!.type, offline(feature));
  const wrong = await Promise.all(
    doubted.map(async (claim) => {
      const [found] = await engine.rows<{ rows: number; width: number; whole: boolean }>(
        sql`WITH kinds AS (
  SELECT f, count(*) AS n, sum(count(*)) OVER (ORDER BY f) AS up_to, sum(count(*)) OVER () AS "all"
  FROM (SELECT ${f} AS f FROM ${table}) WHERE f IS NOT NULL AND ${claim.candidate.anywhere!} GROUP BY f
)
SELECT count(*)::DOUBLE AS rows, (max(up_to / "all") - min((up_to - kinds.n) / "all"))::DOUBLE AS width, bool_and(f::DOUBLE = round(f::DOUBLE)) AS whole
FROM (${inGroups(located, masks, claim.groups)}) JOIN kinds USING (f)`,
        run,
      );
      return found!.whole && !isWide(found!.width, found!.rows) ? [claim] : [];
    }),
  );
  return wrong.flat();
}

/** The rows of some groups. */
export function inGroups(located: Sql, masks: Sql, groups: RowGroup[]): Sql {
  return sql`SELECT * FROM (${located}) SEMI JOIN (SELECT n FROM ${masks} WHERE ${inGroupsSql(groups)}) USING (n)`;
}

function inGroupsSql(groups: RowGroup[]): Sql {
  const wanted = groups.map(
    ({ mask, missing, same }) => sql`(mask = ${mask} AND missing = ${missing} AND same = ${same})`,
  );
  return wanted.length === 0 ? sql`FALSE` : sql`(${join(wanted, ' OR ')})`;
}
