import type { Engine, Run } from '../engine/engine.ts';
import { empty, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { batches } from './batches.ts';

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
  const found = columns.map(({ type }): Area | null => (rankType(type) === null ? null : { auc: null, rows: 0 }));
  for (const type of new Set(columns.map((column) => rankType(column.type)))) {
    if (type === null) continue;
    const ofType = [...columns.entries()].filter(([, column]) => rankType(column.type) === type);
    for (const batch of batches(ofType, table.rows)) {
      const query = areasSql(table.name, batch, typeName(type), target);
      for (const { i, ...area } of await engine.rows<Area & { i: number }>(query, run)) found[i] = area;
    }
  }
  return found;
}

/** Per column: each of its values, with the rows of both classes that have it and the negatives that lie below. */
function areasSql(table: Sql, columns: readonly [number, Ranking][], type: Sql, target: Target): Sql {
  const long = columns.map(([i, column]) => {
    const where = column.where ? sql` WHERE ${column.where}` : empty;
    return sql`SELECT ${i}::INTEGER AS i, (${present(column)})::${type} AS v, ${target.positive} AS positive FROM ${table}${where}`;
  });
  return sql`SELECT i, sum(p * (below + n / 2)) / nullif(sum(p) * sum(n), 0) AS auc, sum(p + n) AS rows FROM (
  SELECT i, p, n, sum(n) OVER (PARTITION BY i ORDER BY v ROWS UNBOUNDED PRECEDING) - n AS below FROM (
    SELECT i, v, count_if(positive)::DOUBLE AS p, count_if(NOT positive)::DOUBLE AS n FROM (
${join(long, '\nUNION ALL ')}
    ) WHERE v IS NOT NULL AND positive IS NOT NULL GROUP BY i, v
  )
) GROUP BY i`;
}

/** A value that ranks: NaN does not. */
export function present({ value, type }: Pick<Ranking, 'value' | 'type'>): Sql {
  return rankType(type) === 'DOUBLE' ? sql`CASE WHEN NOT isnan(${value}) THEN ${value} END` : value;
}

/** The type in which values of a type keep their order, so that columns of several can be ranked together; null where it has none that counts. */
function rankType(type: string): string | null {
  if (/^(FLOAT|DOUBLE)$/.test(type)) return 'DOUBLE';
  if (/^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER)|BIGINT)$/.test(type)) return 'BIGINT';
  return /^(UBIGINT|U?HUGEINT|DECIMAL.*|DATE|TIMESTAMP.*)$/.test(type) ? type : null;
}
