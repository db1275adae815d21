import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { PairClaim } from './claims.ts';
import { columnOf, type ComparedFeature } from './compared-features.ts';

/** What is said of two features. */
export interface ClaimedPair {
  a: ComparedFeature;
  b: ComparedFeature;
  claim: PairClaim;
}

/** Entities with a value of both, and those of them whose values agree. */
export interface AgreementRate {
  compared: number;
  agree: number;
}

/** Pairs of one statement. */
const atOnce = 50;

/** How often what is said of each pair is so, over the rows of `table`, which has a column of each feature (`columnOf`). */
export function countRates(
  engine: Engine,
  table: Sql,
  pairs: readonly ClaimedPair[],
  run?: Run,
): Promise<AgreementRate[]> {
  return count(engine, table, pairs, columnOf, run);
}

/** The same where every entity has the b of another, dealt at random: what chance makes of it. Entities lie in no order, by `n`. */
export async function countChance(
  engine: Engine,
  table: Sql,
  pairs: readonly ClaimedPair[],
  run?: Run,
): Promise<AgreementRate[]> {
  if (pairs.length === 0) return [];
  const dealt = ({ id }: ComparedFeature): Sql => ident(`dealt${id}`);
  const all = [...new Set(pairs.map(({ b }) => b))];
  const next = all.map((one) => sql`lead(${columnOf(one)}) OVER (ORDER BY n) AS ${dealt(one)}`);
  return count(engine, sql`(SELECT *, ${join(next)} FROM ${table})`, pairs, dealt, run);
}

async function count(
  engine: Engine,
  table: Sql,
  pairs: readonly ClaimedPair[],
  columnOfB: (feature: ComparedFeature) => Sql,
  run?: Run,
): Promise<AgreementRate[]> {
  const rates: AgreementRate[] = [];
  for (let from = 0; from < pairs.length; from += atOnce) {
    const some = pairs.slice(from, from + atOnce);
    const columns = some.flatMap(({ a, b, claim }, i) => {
      const [left, right] = [columnOf(a), columnOfB(b)];
      const both = sql`${left} IS NOT NULL AND ${right} IS NOT NULL`;
      return [
        sql`count_if(${both})::DOUBLE AS ${ident(`n${i}`)}`,
        sql`count_if(${both} AND ${claim(left, right)})::DOUBLE AS ${ident(`a${i}`)}`,
      ];
    });
    const [row] = await engine.rows<Record<string, number>>(sql`SELECT ${join(columns)} FROM ${table}`, run);
    some.forEach((_, i) => rates.push({ compared: row![`n${i}`]!, agree: row![`a${i}`]! }));
  }
  return rates;
}
