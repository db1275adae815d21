import type { Engine, Run } from '../../engine/engine.ts';
import { sql } from '../../sql/sql.ts';
import type { Sides } from './sides.ts';

/** Which values stand together, of pairs with a row on both sides. */
export interface SkewCategories {
  /** All values of both sides, where these are few, the commonest first; else empty. */
  values: (string | null)[];
  /** Two values that stand together: all of them where the values are few, else the commonest that differ. */
  cells: { offline: string | null; online: string | null; rows: number }[];
  /** Pairs that differ and are in no cell. */
  others: number;
}

const mostValues = 8;
const mostChanges = 9;

export async function categoryPairs(engine: Engine, sides: Sides, run?: Run): Promise<SkewCategories> {
  const found = await engine.rows<{ value: string | null }>(
    sql`SELECT value FROM (
  SELECT ${sides.offline} AS value FROM ${sides.table} WHERE ${sides.both}
  UNION ALL SELECT ${sides.online} FROM ${sides.table} WHERE ${sides.both}
) GROUP BY value ORDER BY count(*) DESC, value NULLS LAST LIMIT ${mostValues + 1}`,
    run,
  );
  const few = found.length <= mostValues;
  const differs = sql`${sides.class} NOT IN ('equal', 'close')`;
  const cells = await engine.rows<{ offline: string | null; online: string | null; rows: number; all: number }>(
    sql`SELECT ${sides.offline} AS offline, ${sides.online} AS online, count(*)::DOUBLE AS rows,
  (sum(count(*)) OVER ())::DOUBLE AS "all"
FROM ${sides.table} WHERE ${sides.both}${few ? sql`` : sql` AND ${differs}`}
GROUP BY ALL ORDER BY count(*) DESC, offline NULLS LAST, online NULLS LAST LIMIT ${few ? mostValues ** 2 : mostChanges}`,
    run,
  );
  return {
    values: few ? found.map((row) => row.value) : [],
    cells: cells.map(({ offline, online, rows }) => ({ offline, online, rows })),
    others: (cells[0]?.all ?? 0) - cells.reduce((sum, cell) => sum + cell.rows, 0),
  };
}
