import type { Engine, Run } from '../engine/engine.ts';
import { labelColumn } from '../join/spine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { Target } from './auc.ts';
import type { Pairs } from './pairs.ts';

/** The target as a boolean, or why there is no AUC: no target, one class, or more than two. */
export type TargetState = 'binary' | 'none' | 'one-class' | 'many-classes';

/** Finds the two classes of the target, the greater value is the positive one; and the target itself, whatever its values. */
export async function findTarget(
  engine: Engine,
  pairs: Pairs,
  run?: Run,
): Promise<{ target: Target | null; state: TargetState; column: { value: Sql; type: string } | null }> {
  const { plan } = pairs.joined;
  const { labels } = plan;
  const index = labels.relation.columns.findIndex((column) => column.name === labels.target?.name);
  if (index < 0) return { target: null, state: 'none', column: null };
  const column = labelColumn(plan, index);
  const typed = { value: column, type: labels.relation.columns[index]!.type };
  const [found] = await engine.rows<{ classes: number }>(
    sql`SELECT count(*)::DOUBLE AS classes FROM (SELECT DISTINCT ${column} FROM ${pairs.table} WHERE ${column} IS NOT NULL LIMIT 3)`,
    run,
  );
  if (found!.classes !== 2)
    return { target: null, state: found!.classes < 2 ? 'one-class' : 'many-classes', column: typed };
  const positive = sql`(${column} = (SELECT max(${column}) FROM ${pairs.table}))`;
  return { target: { positive }, state: 'binary', column: typed };
}
