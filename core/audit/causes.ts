import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { findCauses } from '../skew/causes/find-causes.ts';
import type { RowPairs } from '../skew/pairs.ts';
import type { SkewCause } from '../skew/report.ts';
import { ident, join, sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { origin, type AuditedRows } from './audited.ts';

/** A key of everybody's history, for a view without entities. */
const everybody = { name: 'asof everybody', column: 'asof everybody', type: 'INTEGER' };

/**
 * What the values that no row has look like, per feature: what somebody made of the right row's values, for no other row
 * comes into question.
 */
export async function causesInRows(engine: Engine, view: AuditedRows, run?: Run): Promise<SkewCause[][]> {
  const { planned, servedTypes } = view;
  const scratch = new Scratch(engine);
  try {
    const isKeyless = planned.view.keys.length === 0;
    const classes = planned.features.map(
      (_, i) => sql`CASE WHEN ${origin(i)} = 'unknown' THEN 'mismatch' ELSE 'equal' END AS ${ident(`s${i}`)}`,
    );
    const table = await scratch.table(
      'pairs',
      sql`SELECT * REPLACE (coalesce(off_t, "at") AS on_t, TRUE AS on_here, ${join(classes)})${isKeyless ? sql`, 0 AS k0` : sql``}
FROM ${view.table} WHERE entity IS NOT NULL AND isfinite("at")`,
      run,
    );
    const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
    const pairs: RowPairs = {
      planned: isKeyless ? { ...planned, view: withEverybody(planned.view) } : planned,
      computed: null,
      table,
      rows: counted!.n,
      neither: 0,
      servedTypes,
    };
    return await findCauses(engine, pairs, run);
  } finally {
    await scratch.drop();
  }
}

function withEverybody(view: BoundView): BoundView {
  const { relation } = view;
  const order = ident('asof order');
  const from = sql`(SELECT *, 0 AS ${ident(everybody.column)}, (${relation.rowOrder})::BIGINT AS ${order} FROM ${relation.from})`;
  return { ...view, keys: [everybody], relation: { ...relation, from, rowOrder: order, rowNumber: null } };
}
