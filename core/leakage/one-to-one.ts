import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { inStatements } from '../engine/statements.ts';
import type { PairedFeature, Pairs } from './pairs.ts';

/**
 * The features of which each as-of value goes with one of the target's and none with two, and in how many rows that
 * have both. Fewer than two rows a class may be chance. `target` has few values.
 */
export async function oneToOne<F extends PairedFeature>(
  engine: Engine,
  pairs: Pairs,
  features: readonly F[],
  target: Sql,
  run?: Run,
): Promise<Map<F, number>> {
  const found = new Map<F, number>();
  for (const batch of inStatements(features, 0)) {
    const ofClass = batch.flatMap(({ asof }, i) => [
      sql`count(${asof})::DOUBLE AS ${ident(`n${i}`)}`,
      sql`min(${asof}) AS ${ident(`lo${i}`)}`,
      sql`max(${asof}) AS ${ident(`hi${i}`)}`,
    ]);
    const ofAll = batch.flatMap((_, i) => {
      const [n, lo, hi] = ['n', 'lo', 'hi'].map((name) => ident(`${name}${i}`));
      const isOne = sql`bool_and(${lo!} = ${hi!}) AND count(DISTINCT ${lo!}) = count(${lo!}) AND count(${lo!}) > 1`;
      return [sql`CASE WHEN ${isOne} AND sum(${n!}) >= 2 * count(${lo!}) THEN sum(${n!}) END AS ${ident(`rows${i}`)}`];
    });
    const [row] = await engine.rows<Record<string, number | null>>(
      sql`SELECT ${join(ofAll)} FROM (SELECT ${join(ofClass)} FROM ${pairs.table} WHERE ${target} IS NOT NULL GROUP BY ${target})`,
      run,
    );
    batch.forEach((feature, i) => {
      const rows = row![`rows${i}`];
      if (rows != null) found.set(feature, rows);
    });
  }
  return found;
}
