import type { Engine, Run } from '../../engine/engine.ts';
import type { Scratch } from '../../engine/scratch.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { winnerLast } from '../../view/later.ts';
import { keyNames, rowsSql } from '../../view/rows.ts';
import { offline, online, pairClass, type RowPairs } from '../pairs.ts';
import { measured, measureOf, type Measure } from './measure.ts';

/** The pairs of a view that are not equal in every feature, with what the entity's history says about each. */
export interface OddRows {
  rows: RowPairs;
  measures: Measure[];
  table: Sql;
  /**
   * The entities' rows by rule 4: `gid` (an entity), `ver` (from 1), `t`, `since` and `until` (from when and up to
   * when it was the entity's last known row), `last` (of those with its t), `v0`, `v1`.
   */
  history: Sql;
  /** Some online rows do not tell their time: only their values can say which row they were. */
  byValue: boolean;
}

/** The odd rows of one feature, by its place. */
export interface LocatedFeature {
  odd: OddRows;
  feature: number;
  /** `locatedSql` of them. */
  located: Sql;
}

/**
 * Columns: n, at, off_t, on_t, on_here, s0, f0 and g0 (as measured), gid, `off_ver`, and the features of rows that
 * could have been served instead, each with its own `.._ver` and `.._t`: the one before the offline row (`prev_t`,
 * `prev0`), the one with the online row's time (`on_ver`, `on0`, `on_since`, `on_until`), the one that another boundary picks (`edge`,
 * true where rows at the very moment decide, `edge_ver`, `edge0`), and the one that only the TTL
 * keeps out (`old_t`, `old0`).
 */
export async function oddRows(engine: Engine, scratch: Scratch, rows: RowPairs, run?: Run): Promise<OddRows> {
  const { view, features } = rows.planned;
  const measures = features.map((feature, i) => measureOf(feature.type, rows.servedTypes[i]!));
  const keys = join(keyNames(view));
  const classes = features.map((_, i) => pairClass(i));
  const values = features.flatMap((feature, i) => [
    sql`${measured(measures[i]!, feature.type, offline(i))} AS ${offline(i)}`,
    sql`${measured(measures[i]!, rows.servedTypes[i]!, online(i))} AS ${online(i)}`,
  ]);
  const odd = await scratch.table(
    'odd',
    sql`SELECT n, ${keys}, "at", off_t, off_o, on_t, on_here, ${join([...classes, ...values])},
  coalesce((on_here AND (on_t IS NULL OR ${view.created !== null})) OR on_t <> off_t OR (on_t IS NOT NULL AND off_t IS NULL) OR off_t = "at", FALSE) AS asks
FROM ${rows.table} WHERE ${join(
      classes.map((one) => sql`${one} <> 'equal'`),
      ' OR ',
    )}`,
    run,
  );
  const entities = await scratch.table(
    'entities',
    sql`SELECT ${keys}, row_number() OVER () AS gid FROM (SELECT DISTINCT ${keys} FROM ${odd} WHERE asks)`,
    run,
  );
  const [asked] = await engine.rows<{ n: number; silent: number }>(
    sql`SELECT count_if(asks)::DOUBLE AS n, count_if(on_here AND on_t IS NULL)::DOUBLE AS silent FROM ${odd}`,
    run,
  );
  const history = await scratch.table('history', historySql(rows, measures, entities, asked!.n > 0), run);
  const table = await scratch.table('odd', aroundSql(rows, odd, entities, history), run);
  return { rows, measures, table, history, byValue: asked!.silent > 0 };
}

function historySql({ planned }: RowPairs, measures: Measure[], entities: Sql, any: boolean): Sql {
  const { view, features } = planned;
  const values = features.map(
    ({ column, type }, i) => sql`${measured(measures[i]!, type, ident(column))} AS ${ident(`v${i}`)}`,
  );
  const known = view.available ? sql`CASE WHEN a IS NOT NULL THEN greatest(a, t) END` : sql`t`;
  const keys = join(keyNames(view));
  const ordered = sql`SELECT * EXCLUDE (${keys}, c), row_number() OVER entity AS ver, ${known} AS since,
  min(${known}) OVER (entity ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until,
  lead(t) OVER entity IS DISTINCT FROM t AS last
FROM (${rowsSql(view, { features: values })}${any ? empty : sql` LIMIT 0`}) JOIN ${entities} USING (${keys})
WHERE t IS NOT NULL WINDOW entity AS (PARTITION BY gid ORDER BY ${winnerLast})`;
  // A correction leaves the time as it is, and most values: with those, its record was there before.
  const first = (of: Sql) => (view.available ? sql`min(since) OVER (PARTITION BY gid, t${of})` : sql`since`);
  const firsts = features.map((_, i) => sql`${first(sql`, ${ident(`v${i}`)}`)} AS ${ident(`since${i}`)}`);
  return sql`SELECT *, ${first(empty)} AS since_t, ${join(firsts)} FROM (${ordered})`;
}

function aroundSql({ planned }: RowPairs, odd: Sql, entities: Sql, history: Sql): Sql {
  const { view, features } = planned;
  const keys = keyNames(view);
  const valuesOf = (from: Sql, as: string) =>
    features.map((_, i) => sql`${from}.${ident(`v${i}`)} AS ${ident(`${as}${i}`)}`);
  return sql`WITH odd AS (
  SELECT * FROM ${odd} LEFT JOIN ${entities} USING (${join(keys)})
), edges AS (
  SELECT n, CASE WHEN any_value(off_t) = any_value("at") THEN min(ver) - 1 ELSE max(ver) END AS ver
  FROM odd JOIN ${history} h ON h.gid = odd.gid AND h.t = odd.at GROUP BY n
), expired AS (
  ${expiredSql(view, history)}
)
SELECT odd.* EXCLUDE (${join(keys)}, off_o, asks), r.ver AS off_ver,
  p.t AS prev_t, w.ver AS on_ver, w.since_t AS on_since, w.until AS on_until, e.n IS NOT NULL AS edge, b.ver AS edge_ver, x.t AS old_t,
  ${join([...valuesOf(sql`p`, 'prev'), ...valuesOf(sql`w`, 'on'), ...features.map((_, i) => sql`w.${ident(`since${i}`)} AS ${ident(`on_since${i}`)}`), ...valuesOf(sql`b`, 'edge'), ...valuesOf(sql`x`, 'old')])}
FROM odd
LEFT JOIN ${history} r ON r.o = odd.off_o
LEFT JOIN ${history} p ON p.gid = odd.gid AND p.ver = r.ver - 1
LEFT JOIN (FROM ${history} WHERE last) w ON w.gid = odd.gid AND w.t = odd.on_t
LEFT JOIN edges e ON e.n = odd.n
LEFT JOIN ${history} b ON b.gid = odd.gid AND b.ver = e.ver
LEFT JOIN expired d ON d.n = odd.n
LEFT JOIN ${history} x ON x.gid = odd.gid AND x.ver = d.ver`;
}

function expiredSql(view: BoundView, history: Sql): Sql {
  if (view.ttl === null) return sql`SELECT NULL::BIGINT AS n, NULL::BIGINT AS ver LIMIT 0`;
  const known = view.available ? sql` AND h.a <= odd.at` : empty;
  return sql`SELECT n, max(ver) AS ver FROM odd JOIN ${history} h ON h.gid = odd.gid AND h.t <= odd.at${known}
  WHERE off_o IS NULL GROUP BY n HAVING max(h.t) < any_value("at") - to_microseconds(${view.ttl})`;
}
