import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';

const looked = 200;

/** The first values of columns of text, for a look at what they are like. */
export async function firstOf(
  engine: Engine,
  from: Sql,
  names: readonly string[],
  run?: Run,
): Promise<(string | null)[][]> {
  if (names.length === 0) return [];
  const rows = await engine.rows<Record<string, string | null>>(
    sql`SELECT ${join(names.map((name) => ident(name)))} FROM ${from} LIMIT ${looked}`,
    run,
  );
  return names.map((name) => rows.map((row) => row[name] ?? null));
}
