import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { isUsual } from '../table/instant-sql.ts';
import { formatInstant } from '../time/instant.ts';

/**
 * What is odd about a table's times, if all of them lie before 1990 or after 2100: most often a wrong unit or
 * format. Null where one does not, or where there are none. Stops at the first that does not.
 */
export async function oddTimes(engine: Engine, from: Sql, at: Sql, run?: Run): Promise<string | null> {
  const [found] = await engine.rows(sql`SELECT 1 AS found FROM ${from} WHERE ${isUsual(at)} LIMIT 1`, run);
  if (found) return null;
  const [range] = await engine.rows<{ first: bigint | null; last: bigint | null }>(
    sql`SELECT epoch_us(min(${at})) AS first, epoch_us(max(${at})) AS last FROM ${from} WHERE isfinite(${at})`,
    run,
  );
  const { first, last } = range!;
  if (first === null || last === null) return null;
  return `all its times lie between ${formatInstant(first)} and ${formatInstant(last)}; are their unit and format right?`;
}
