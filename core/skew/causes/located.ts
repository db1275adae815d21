import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import { otherColumns, type OtherFeature } from './columns.ts';
import { measureType } from './measure.ts';
import type { OddRows } from './odd-rows.ts';

/**
 * One feature's columns of the odd rows, by names without its number: f, g, prev, on_value, edge_value, old; `here`,
 * whether it was served at all, and `gone`, whether a record was there and too old. Of `others`, features of the view, also the offline and the served value: x2, y2.
 */
export function featureRows(odd: OddRows, i: number, others: readonly OtherFeature[]): Sql {
  const named = (name: string, as: string) => sql`${ident(`${name}${i}`)} AS ${ident(as)}`;
  return sql`SELECT n, gid, "at", off_t, on_t, off_ver, on_here AND ${ident(`s${i}`)} <> 'missing_online' AS here,
  NOT on_here AND on_t IS NOT NULL AS gone, prev_t, on_ver, CASE WHEN gone THEN on_since ELSE ${ident(`on_since${i}`)} END AS on_since, on_until, edge, edge_ver, old_t,
  ${named('f', 'f')}, ${named('g', 'g')}, ${named('prev', 'prev')}, ${named('on', 'on_value')},
  ${join([named('edge', 'edge_value'), named('old', 'old'), ...otherColumns(others)])}
FROM ${odd.table} WHERE ${ident(`s${i}`)} <> 'equal'`;
}

/**
 * Rows like `featureRows`, and which row of the history each was served from, as far as its value `g`
 * tells: `older_ver`, `older_t`, `older_since`, `older_until` of one before the offline row, and
 * `newer_since`, `newer_until` of one after it. By the online row's time where that is known, even if it was too old
 * to be served; else the nearest row with that value.
 */
export function locatedSql(odd: OddRows, i: number, rows: Sql): Sql {
  const same = sql`on_t IS NOT NULL AND on_ver IS NOT NULL AND (gone OR g IS NOT DISTINCT FROM on_value)`;
  const older = sql`${same} AND on_ver < off_ver`;
  const newer = sql`${same} AND on_t > coalesce(off_t, '-infinity')`;
  const search = sql`on_t IS NULL AND here AND g IS NOT NULL`;
  const columns = (side: string, isSo: Sql, from: Sql | null, names: readonly string[]) =>
    names.map((name) => {
      const found = from ? sql` WHEN ${search} THEN ${from}.${ident(name)}` : empty;
      return sql`CASE WHEN ${isSo} THEN ${ident(`on_${name}`)}${found} END AS ${ident(`${side}_${name}`)}`;
    });
  const place = (e: Sql | null, l: Sql | null) =>
    join([
      ...columns('older', older, e, ['ver', 't', 'since', 'until']),
      ...columns('newer', newer, l, ['since', 'until']),
    ]);
  if (!odd.byValue) return sql`SELECT *, ${place(null, null)} FROM (${rows})`;
  const measure = odd.measures[i]!;
  const key = (value: Sql) => sql`coalesce(${value}, ${nothing[measure]}::${measureType[measure]})`;
  const value = ident(`v${i}`);
  const history = sql`(SELECT *, ${key(value)} AS v, ${value} IS NULL AS v_null FROM ${odd.history})`;
  // DuckDB's ASOF JOIN takes a null for later than everything, so nothing compared here is null.
  return sql`SELECT r.*, ${place(sql`e`, sql`l`)}
FROM (SELECT *, coalesce(gid, -1) AS ask_gid, ${key(sql`g`)} AS ask, g IS NULL AS ask_null, coalesce(off_ver, 0) AS ask_ver FROM (${rows})) r
ASOF LEFT JOIN ${history} e
  ON r.ask_gid = e.gid AND r.ask = e.v AND r.ask_null = e.v_null AND r.ask_ver > e.ver
ASOF LEFT JOIN ${history} l
  ON r.ask_gid = l.gid AND r.ask = l.v AND r.ask_null = l.v_null AND coalesce(r.at, 'infinity') < l.t`;
}

const nothing = { integer: sql`0`, number: sql`0`, instant: sql`0`, boolean: sql`FALSE`, text: sql`''` };
