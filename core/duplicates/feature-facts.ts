import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { codeSql, columnOf, type ComparedFeature } from './compared-features.ts';
import { valuesSql } from './entities.ts';

/** What all values of a feature at the entities compared tell. */
export interface FeatureFacts {
  /** Entities with a value. */
  values: number;
  /** All values are the same. */
  isConstant: boolean;
  /** The same for features with the same values at the same entities, and for hardly any others. */
  print: string;
}

export interface ViewFacts {
  features: FeatureFacts[];
  /** Of the rows that were compared, microseconds; null where it is infinite, or there is none. */
  medianTime: bigint | null;
}

/** Columns of one statement: the aggregates of all lie in memory together. */
const atOnce = 200;

/** One look at all values of a view's features. */
export async function findFeatureFacts(
  engine: Engine,
  view: BoundView,
  places: Sql,
  features: readonly ComparedFeature[],
  run?: Run,
): Promise<ViewFacts> {
  const found: FeatureFacts[] = [];
  let medianTime: bigint | null = null;
  for (let from = 0; from === 0 || from < features.length; from += atOnce) {
    const some = features.slice(from, from + atOnce);
    const columns = some.flatMap((one, i) => {
      const code = codeSql(one.feature.type, columnOf(one));
      return [
        sql`count(${columnOf(one)})::DOUBLE AS ${ident(`c${i}`)}`,
        sql`coalesce(min(${code}) = max(${code}), true) AS ${ident(`e${i}`)}`,
        // Twice, for DuckDB makes one hash of two by XOR. Not by FILTER: each would copy the columns of all others.
        sql`bit_xor(CASE WHEN ${columnOf(one)} IS NOT NULL THEN hash(hash(n, ${code})) END)::VARCHAR AS ${ident(`p${i}`)}`,
      ];
    });
    const median = sql`epoch_us(quantile_disc(CASE WHEN isfinite(t) THEN t END, 0.5)) AS t`;
    const [row] = await engine.rows<Record<string, bigint | number | boolean | string | null>>(
      sql`SELECT ${join([...columns, median])} FROM (${valuesSql(view, places, some)})`,
      run,
    );
    medianTime = row!.t as bigint | null;
    some.forEach((one, i) => {
      const values = Number(row![`c${i}`]);
      const print = `${one.class} ${values} ${String(row![`p${i}`])}`;
      found.push({ values, isConstant: row![`e${i}`] === true, print });
    });
  }
  return { features: found, medianTime };
}
