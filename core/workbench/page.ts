import type { Engine, Run } from '../engine/engine.ts';
import { trainingSetSql, type Joined } from '../join/join.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import { pageColumns, pageRows } from '../leakage/rows/grid.ts';
import type { Arrangement, Result } from './results.ts';

/** Rows of an arrangement as one Arrow IPC stream. */
export function readPage(
  engine: Engine,
  { result, arrangement }: { result: Result; arrangement: Arrangement },
  from: number,
  count: number,
  run: Run,
): Promise<Uint8Array> {
  if (!result.pairs) return engine.arrow(trainingRows(result.joined, from, count), run);
  const { table } = arrangement;
  const columns = join(pageColumns(result.joined));
  const last = from + count - 1;
  const rows = pageRows(result.pairs);
  return engine.arrow(
    table === null
      ? sql`SELECT ${columns} FROM ${rows} WHERE label_row BETWEEN ${from} AND ${last} ORDER BY label_row`
      : sql`SELECT ${columns} FROM ${rows} JOIN (SELECT * FROM ${table} WHERE position BETWEEN ${from} AND ${last}) USING (label_row) ORDER BY position`,
    run,
  );
}

/** All picks are in one order, so that equal pieces of them are. */
function trainingRows({ plan, views }: Joined, from: number, count: number): Sql {
  const piece = (table: Sql): Sql =>
    sql`(SELECT * FROM ${table} WHERE label_row BETWEEN ${from} AND ${from + count - 1} ORDER BY label_row)`;
  return trainingSetSql(
    plan,
    views.map((view) => piece(view.picks)),
  );
}

/** Where a label row stands, from 0; null where it is left out. */
export async function locateRow(
  engine: Engine,
  { table, rows }: Arrangement,
  row: number,
  run: Run,
): Promise<{ position: number } | null> {
  if (table === null) return row < rows ? { position: row } : null;
  const [found] = await engine.rows<{ position: number }>(
    sql`SELECT position::DOUBLE AS position FROM ${table} WHERE label_row = ${row}`,
    run,
  );
  return found ?? null;
}
