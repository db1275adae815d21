import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';

/** A binary target: a condition that holds for the positive class, null where the target is. */
export interface Target {
  positive: Sql;
}

/**
 * The area under the ROC curve of one column alone, by the rank-sum identity (Mann-Whitney; ties
 * count one half; the direction is not flipped). Rows whose value or target is null, or whose value
 * is NaN, are left out. Null where a class is missing; undefined where the type has no order that counts.
 */
export async function auc(
  engine: Engine,
  table: Sql,
  column: { value: Sql; type: string },
  target: Target,
  run?: Run,
): Promise<number | null | undefined> {
  const kind = orderedKind(column.type);
  if (kind === null) return undefined;
  const value = kind === 'float' ? sql`CASE WHEN NOT isnan(${column.value}) THEN ${column.value} END` : column.value;
  const [answer] = await engine.rows<{ auc: number | null }>(
    sql`SELECT (sum(CASE WHEN positive THEN lowest + (tied - 1) / 2 END) - p * (p + 1) / 2) / nullif(p * n, 0) AS auc
FROM (
  SELECT positive, (rank() OVER (ORDER BY v))::DOUBLE AS lowest, (count(*) OVER (PARTITION BY v))::DOUBLE AS tied,
    (count_if(positive) OVER ())::DOUBLE AS p, (count_if(NOT positive) OVER ())::DOUBLE AS n
  FROM (SELECT ${value} AS v, ${target.positive} AS positive FROM ${table})
  WHERE v IS NOT NULL AND positive IS NOT NULL
)
GROUP BY p, n`,
    run,
  );
  return answer?.auc ?? null;
}

function orderedKind(type: string): 'float' | 'other' | null {
  if (/^(FLOAT|DOUBLE)$/.test(type)) return 'float';
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|BOOLEAN|DATE|TIMESTAMP.*)$/.test(type)) return 'other';
  return null;
}
