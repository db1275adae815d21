import type { Engine, Run } from '../../engine/engine.ts';
import type { Scratch } from '../../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { endless } from '../../time/span.ts';
import { winnersValue } from '../../view/later.ts';
import { countsAt, instantLiteral } from '../../view/moment.ts';
import { keyNames, rowsSql } from '../../view/rows.ts';
import { online, pairClass } from '../pairs.ts';
import type { Candidate } from './candidate.ts';
import { measured } from './measure.ts';
import type { LocatedFeature } from './odd-rows.ts';

/** An entity stands still where this many of its rows in a log were served the same old row, while it moved on. */
const fewestRows = 3;

/**
 * Entities of a log that stood still: from one row to the last that is wrong all that was served of each was one and the
 * same old row, though newer ones came. With as many rows of such, those are of them too that have too few rows to tell
 * alone and were never served what is newer again. Null where there are none.
 */
export async function standing(
  engine: Engine,
  scratch: Scratch,
  { odd, feature, located }: LocatedFeature,
  run?: Run,
): Promise<Candidate | null> {
  const { table: pairs, servedTypes } = odd.rows;
  const measure = odd.measures[feature]!;
  const g = measured(measure, servedTypes[feature]!, online(feature));
  const table = await scratch.table(
    'still',
    sql`WITH spans AS (
  SELECT gid, older_ver AS ver, any_value(g) AS g, min("at") AS since, max("at") AS until, min(n) AS n, count(*) AS rows,
    rows >= ${fewestRows} AND count(DISTINCT off_ver) >= 2 AS certain
  FROM (${located}) WHERE older_ver IS NOT NULL AND gid IS NOT NULL GROUP BY gid, older_ver
), named AS (SELECT spans.*, p.entity FROM spans JOIN ${pairs} p USING (n)
), moved AS (
  SELECT gid, ver FROM named JOIN (SELECT entity, "at", ${g} AS served, ${pairClass(feature)} AS class FROM ${pairs}) p USING (entity)
  WHERE p."at" >= since AND (NOT certain OR p."at" <= until) AND class <> 'missing_online' AND served IS DISTINCT FROM g
), found AS (SELECT * FROM named ANTI JOIN moved USING (gid, ver)
), enough AS (SELECT sum(rows) FILTER (certain) >= coalesce(sum(rows) FILTER (NOT certain), 0) AS enough FROM found)
SELECT gid, ver, entity FROM found, enough WHERE certain OR enough`,
    run,
  );
  const [found] = await engine.rows<{ n: number; one: string | null }>(
    sql`SELECT count(DISTINCT gid)::DOUBLE AS n, min(entity) AS one FROM ${table}`,
    run,
  );
  if (!found || found.n === 0) return null;
  const { n, one } = found;
  return {
    cause: 'still',
    detail: n === 1 ? `one entity stood still: ${one}` : 'stood still',
    test: sql`(gid, older_ver) IN (SELECT (gid, ver) FROM ${table})`,
    against: ['values', 'served'],
  };
}

/** How many entities a moment's store explains, and how many it does not: they were served what is newer. */
export interface Reach {
  explained: number;
  fresh: number;
}

/** Where records carry their time it tells; else a value that is not the one that the entity had at the moment: the last one that it can be. */
export async function reachOf(
  engine: Engine,
  { odd, feature, located }: LocatedFeature,
  explains: Sql,
  moment: bigint | null,
  run?: Run,
): Promise<Reach> {
  const { table, planned, servedTypes, rows } = odd.rows;
  const { view, features } = planned;
  const measure = odd.measures[feature]!;
  const step = Math.max(1, Math.ceil(rows / 20_000));
  const keys = keyNames(view);
  const asOf = moment ?? endless;
  const then = instantLiteral(asOf);
  const { type, column } = features[feature]!;
  const history = rowsSql(view, { features: [sql`${measured(measure, type, ident(column))} AS v`] });
  const known = countsAt(view, { asOf, options: { boundary: 'inclusive', ttl: false } });
  const [found] = await engine.rows<Reach>(
    sql`WITH same AS (
  SELECT n, entity, ${join(keys)}, on_t, ${measured(measure, servedTypes[feature]!, online(feature))} AS g
  FROM ${table} WHERE ${pairClass(feature)} IN ('equal', 'close') AND on_here AND "at" > ${then} AND off_t > ${then} AND hash(n) % ${step} = 0
), past AS (
  SELECT n, ${winnersValue(sql`v`)} AS v FROM same
  JOIN (${history}) USING (${join(keys)}) WHERE ${known} AND on_t IS NULL GROUP BY n
)
SELECT (SELECT count(DISTINCT coalesce(gid, -n - 1)) FROM (${located}) WHERE ${explains})::DOUBLE AS explained,
  (SELECT count(DISTINCT entity) FROM same LEFT JOIN past USING (n) WHERE on_t > ${then} OR (on_t IS NULL AND past.v IS DISTINCT FROM g))::DOUBLE AS fresh`,
    run,
  );
  return { explained: found!.explained, fresh: found!.fresh * step };
}
