import type { Engine, Run } from '../engine/engine.ts';
import { labelColumn } from '../join/spine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { Target } from './auc.ts';
import type { Pairs } from './pairs.ts';

/** So many values a target may have that names classes. */
const mostClasses = 20;

/** The target as a boolean, or why there is no AUC: no target, one class, or more than two. */
export type TargetState = 'binary' | 'none' | 'one-class' | 'many-classes';

export interface TargetColumn {
  value: Sql;
  type: string;
  /** It has few values. */
  few: boolean;
}

/**
 * Finds the two classes of the target, the greater value is the positive one; and the target itself, whatever its
 * values, and whether these are few.
 */
export async function findTarget(
  engine: Engine,
  pairs: Pairs,
  run?: Run,
): Promise<{ target: Target | null; state: TargetState; column: TargetColumn | null }> {
  const { plan } = pairs.joined;
  const { labels } = plan;
  const index = labels.relation.columns.findIndex((column) => column.name === labels.target?.name);
  if (index < 0) return { target: null, state: 'none', column: null };
  const column = labelColumn(plan, index);
  const [found] = await engine.rows<{ classes: number }>(
    sql`SELECT count(*)::DOUBLE AS classes FROM (SELECT DISTINCT ${column} FROM ${pairs.table} WHERE ${column} IS NOT NULL LIMIT ${mostClasses + 1})`,
    run,
  );
  const few = found!.classes <= mostClasses;
  const typed = { value: column, type: labels.relation.columns[index]!.type, few };
  if (found!.classes !== 2)
    return { target: null, state: found!.classes < 2 ? 'one-class' : 'many-classes', column: typed };
  const positive = sql`(${column} = (SELECT max(${column}) FROM ${pairs.table}))`;
  return { target: { positive }, state: 'binary', column: typed };
}
