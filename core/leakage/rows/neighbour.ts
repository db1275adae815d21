import type { Engine, Run } from '../../engine/engine.ts';
import { spineKey, spineKeys } from '../../join/spine.ts';
import { leaks } from '../counts.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import type { Joined } from '../../join/join.ts';
import type { Pairs } from '../pairs.ts';

export type Move = 'next-label' | 'previous-label' | 'next-entity' | 'previous-entity' | 'next-leak';

/** The label row that a move from another leads to; null at the end. A training set has no pairs, and no leaks. */
export async function neighbour(
  engine: Engine,
  { joined, pairs }: { joined: Joined; pairs: Pairs | null },
  row: number,
  move: Move,
  run: Run,
): Promise<{ row: number } | null> {
  const query = moveSql(joined, pairs, row, move);
  const [found] = query ? await engine.rows<{ row: number }>(query, run) : [];
  return found ?? null;
}

function moveSql({ plan, spine }: Joined, pairs: Pairs | null, row: number, move: Move): Sql | null {
  // A row of values compares and equals as a whole, nulls included.
  const entity = sql`row(${join([sql`0`, ...spineKeys(plan).map((key) => spineKey(plan, key.name))])})`;
  const moment = sql`row(coalesce(label_time, '-infinity'::TIMESTAMP), label_row)`;
  const here = (value: Sql): Sql => sql`(SELECT ${value} FROM ${spine} WHERE label_row = ${row})`;
  const first = (where: Sql, order: Sql): Sql =>
    sql`SELECT label_row::DOUBLE AS row FROM ${spine} WHERE ${where} ORDER BY ${order} LIMIT 1`;
  const ofEntity = (chosen: Sql): Sql => first(sql`${entity} = (SELECT ${chosen} FROM ${spine})`, moment);
  switch (move) {
    case 'next-label':
      return first(sql`${entity} = ${here(entity)} AND ${moment} > ${here(moment)}`, moment);
    case 'previous-label':
      return first(sql`${entity} = ${here(entity)} AND ${moment} < ${here(moment)}`, sql`${moment} DESC`);
    case 'next-entity':
      return ofEntity(sql`min(${entity}) FILTER (WHERE ${entity} > ${here(entity)})`);
    case 'previous-entity':
      return ofEntity(sql`max(${entity}) FILTER (WHERE ${entity} < ${here(entity)})`);
    case 'next-leak': {
      if (!pairs) return null;
      const { table, features } = pairs;
      return sql`SELECT min(label_row)::DOUBLE AS row FROM ${table} WHERE label_row > ${row} AND (${join(features.map(leaks), ' OR ')}) HAVING min(label_row) IS NOT NULL`;
    }
  }
}
