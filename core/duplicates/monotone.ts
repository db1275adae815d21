import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { codeSql, columnOf } from './compared-features.ts';
import type { Suspects } from './shapes.ts';

/** Of a hundred values, one may be two of the other feature's: rounding makes ties. */
const mostTies = 0.01;

/** Whether all values of b rise (1) or fall (-1) with those of a, but for a few ties. */
export async function isMonotone(
  engine: Engine,
  table: Sql,
  { a, b }: Suspects,
  direction: 1 | -1,
  run?: Run,
): Promise<boolean> {
  const [x, y] = [a, b].map((one) => codeSql(one.feature.type, columnOf(one)));
  const points = sql`SELECT ${x!} AS x, ${direction > 0 ? y! : sql`-(${y!})`} AS y FROM ${table}
  WHERE ${columnOf(a)} IS NOT NULL AND ${columnOf(b)} IS NOT NULL`;
  const steps = sql`SELECT min(y) AS low, lag(max(y)) OVER (ORDER BY x) AS before FROM (${points}) GROUP BY x`;
  const [row] = await engine.rows<{ breaks: number; xs: number; ys: number; both: number }>(
    sql`SELECT count_if(low < before)::DOUBLE AS breaks, count(*)::DOUBLE AS xs,
  (SELECT count(DISTINCT y) FROM (${points}))::DOUBLE AS ys,
  (SELECT count(*) FROM (SELECT DISTINCT x, y FROM (${points})))::DOUBLE AS "both"
FROM (${steps})`,
    run,
  );
  const { breaks, xs, ys, both } = row!;
  return breaks === 0 && both - Math.min(xs, ys) <= mostTies * both;
}
