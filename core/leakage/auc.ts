import type { Engine, Run } from '../engine/engine.ts';
import { empty, join, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { inStatements } from '../engine/statements.ts';

/** A binary target: a condition that holds for the positive class, null where the target is. */
export interface Target {
  positive: Sql;
}

/** A column that ranks rows; `where` leaves out some of them. */
export interface Ranking {
  value: Sql;
  type: string;
  where?: Sql;
}

export interface Area {
  /** Null where a class is missing. */
  auc: number | null;
  /** Rows that have a value and a target. */
  rows: number;
}

/**
 * The area under the ROC curve of each of some columns alone, by the rank-sum identity (Mann-Whitney; ties count one
 * half; the direction is not flipped). Rows whose value or target is null, or whose value is NaN, are left out. Null
 * where the type has no order that counts. However many columns, it is a few passes over the table.
 */
export async function areas(
  engine: Engine,
  table: { name: Sql; rows: number },
  columns: readonly Ranking[],
  target: Target,
  run?: Run,
): Promise<(Area | null)[]> {
  const found = columns.map(({ type }): Area | null =>
    describeType(type).order === null ? null : { auc: null, rows: 0 },
  );
  const ranked = [...columns.entries()].filter(([i]) => found[i] !== null);
  for (const batch of inStatements(ranked, table.rows)) {
    const each = batch.map(([i, column]) => areaSql(table.name, i, column, target));
    for (const { i, ...area } of await engine.rows<Area & { i: number }>(join(each, '\nUNION ALL '), run))
      found[i] = area;
  }
  return found;
}

/**
 * Of each of the column's values, the rows of both classes that have it and the negatives that lie below: these are
 * summed in the order of the rows before, which DuckDB keeps and a window of its own would take twice as long to make.
 */
function areaSql(table: Sql, i: number, column: Ranking, target: Target): Sql {
  const where = column.where ? sql` WHERE ${column.where}` : empty;
  return sql`SELECT ${i}::INTEGER AS i, sum(p * (below + n / 2)) / nullif(sum(p) * sum(n), 0) AS auc, coalesce(sum(p + n), 0) AS rows FROM (
  SELECT p, n, sum(n) OVER (ROWS UNBOUNDED PRECEDING) - n AS below FROM (
    SELECT count_if(positive)::DOUBLE AS p, count_if(NOT positive)::DOUBLE AS n
    FROM (SELECT ${rankable(column)} AS v, ${target.positive} AS positive FROM ${table}${where})
    WHERE v IS NOT NULL AND positive IS NOT NULL GROUP BY v ORDER BY v
  )
)`;
}

/** A value that ranks: NaN does not. */
export function rankable({ value, type }: Pick<Ranking, 'value' | 'type'>): Sql {
  return describeType(type).order === 'DOUBLE' ? sql`CASE WHEN NOT isnan(${value}) THEN ${value} END` : value;
}
