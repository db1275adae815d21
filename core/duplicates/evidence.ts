import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { codeSql, columnOf } from './compared-features.ts';
import type { ProvenPair } from './prove.ts';

/**
 * How unlikely it is that two features agree so by chance: of how many arrangements of the values that agree it is the
 * one, as a power of ten. A flag that a single entity has can be in as many places as there are entities; a thousand
 * different numbers in more than anybody can count.
 */
export async function evidenceOf(
  engine: Engine,
  table: Sql,
  { suspects: { a, b }, claim }: ProvenPair,
  run?: Run,
): Promise<number> {
  const [left, right] = [columnOf(a), columnOf(b)];
  const values = sql`SELECT ${codeSql(a.feature.type, left)} AS x, ${codeSql(b.feature.type, right)} AS y FROM ${table}
  WHERE ${left} IS NOT NULL AND ${right} IS NOT NULL AND ${claim(left, right)}`;
  const ways = (column: Sql): Sql =>
    sql`(SELECT (lgamma(sum(c) + 1) - sum(lgamma(c + 1))) / ln(10) FROM (SELECT count(*)::DOUBLE AS c FROM (${values}) GROUP BY ${column}))`;
  const [row] = await engine.rows<{ x: number | null; y: number | null }>(
    sql`SELECT ${ways(sql`x`)} AS x, ${ways(sql`y`)} AS y`,
    run,
  );
  return Math.min(row!.x ?? 0, row!.y ?? 0);
}

/** Among so many features, what chance alone would not show once in ten thousand times. */
export function enoughEvidence(features: number): number {
  return 4 + Math.log10(Math.max(1, (features * (features - 1)) / 2));
}
