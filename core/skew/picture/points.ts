import type { Engine, Run } from '../../engine/engine.ts';
import { sql } from '../../sql/sql.ts';
import type { PairClass } from '../report.ts';
import type { Sides } from './sides.ts';

/** Pairs with a row on both sides, column by column; null values are null. */
export interface SkewPoints {
  /** The pair's number in its view. */
  n: number[];
  class: PairClass[];
  /** Instants are seconds since 1970. */
  offline: (number | null)[];
  online: (number | null)[];
}

/** Of each class: more would only lie on one another. */
const mostOfAClass = 800;

export async function pairPoints(engine: Engine, sides: Sides, run?: Run): Promise<SkewPoints> {
  // By a hash, so that the same pairs are drawn each time and the order of the entities does not choose.
  const found = await engine.rows<{ n: number; class: PairClass; x: number | null; y: number | null }>(
    sql`SELECT n::DOUBLE AS n, ${sides.class} AS class, ${sides.offline} AS x, ${sides.online} AS y
FROM ${sides.table} WHERE ${sides.both}
QUALIFY row_number() OVER (PARTITION BY ${sides.class} ORDER BY hash(n)) <= ${mostOfAClass}`,
    run,
  );
  return {
    n: found.map((row) => row.n),
    class: found.map((row) => row.class),
    offline: found.map((row) => row.x),
    online: found.map((row) => row.y),
  };
}
