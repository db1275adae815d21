import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { micros } from './micros.ts';
import type { SourceRow } from './pick.ts';
import type { JoinPlan, PlannedView } from './request.ts';
import { keyValue, spineKey } from './spine.ts';

/** One of an entity's rows in a view, with its feature values. */
export interface HistoryRow extends SourceRow {
  /** In the order of the planned features: for drawing (numbers, booleans as 0 and 1, timestamps as seconds), null for other types. */
  numbers: (number | null)[];
  /** As text; null is null. */
  texts: (string | null)[];
}

/**
 * The rows of a label row's entity in one view, in rule 4's order. Where there are more than
 * `limit`, those nearest to the label's time, and always the last one. Rows without an event
 * timestamp are left out, as in the join. `leftOut` are the places in `rows` before which others
 * stand that are not here.
 */
export async function entityHistory(
  engine: Engine,
  plan: JoinPlan,
  planned: PlannedView,
  spine: Sql,
  labelRow: number,
  limit: number,
  run?: Run,
): Promise<{ rows: HistoryRow[]; total: number; leftOut: number[] }> {
  const found = await engine.rows<Record<string, bigint | number | string | null>>(
    historySql(plan, planned, spine, labelRow, limit),
    run,
  );
  const rows = found.map((row) => ({
    t: row.t as bigint,
    c: row.c as bigint | null,
    a: row.a as bigint | null,
    order: row.o as bigint,
    numbers: planned.features.map((_, i) => row[`n${i}`] as number | null),
    texts: planned.features.map((_, i) => row[`x${i}`] as string | null),
  }));
  const total = (found[0]?.total as number | undefined) ?? 0;
  const before = (i: number): number => (i === 0 ? total + 1 : (found[i - 1]!.lastness as number));
  const leftOut = found.flatMap((row, i) => (before(i) - (row.lastness as number) > 1 ? [i] : []));
  return { rows, total, leftOut };
}

function historySql(plan: JoinPlan, planned: PlannedView, spine: Sql, labelRow: number, limit: number): Sql {
  const { view, features } = planned;
  const none = sql`NULL::TIMESTAMP`;
  const values = features.flatMap((feature, i) => [
    sql`${drawn(feature.type, ident(feature.column))} AS ${ident(`n${i}`)}`,
    sql`${ident(feature.column)}::VARCHAR AS ${ident(`x${i}`)}`,
  ]);
  const columns = [
    sql`${micros(view.timestamp.at)} AS t`,
    sql`${micros(view.created?.at ?? none)} AS c`,
    sql`${micros(view.available?.at ?? none)} AS a`,
    sql`(${view.relation.rowOrder})::BIGINT AS o`,
    ...values,
  ];
  const same = view.keys.map(
    (key) =>
      sql`${keyValue(key, plan)} = (SELECT ${spineKey(plan, key.name)} FROM ${spine} WHERE label_row = ${labelRow})`,
  );
  return sql`WITH entity AS (
  SELECT ${join(columns)} FROM ${view.relation.from}
  WHERE ${join([sql`${view.timestamp.at} IS NOT NULL`, ...same], ' AND ')}
), placed AS (
  SELECT *, (count(*) OVER ())::DOUBLE AS total,
    row_number() OVER (ORDER BY abs(t::HUGEINT - coalesce((SELECT ${micros(sql`label_time`)} FROM ${spine} WHERE label_row = ${labelRow}), 0))) AS nearness,
    row_number() OVER (ORDER BY t DESC, c DESC NULLS LAST, o DESC)::DOUBLE AS lastness
  FROM entity
)
SELECT * EXCLUDE (nearness) FROM placed
WHERE nearness <= ${limit} OR lastness = 1
ORDER BY t, c NULLS FIRST, o`;
}

function drawn(type: string, value: Sql): Sql {
  if (/^TIMESTAMP|^DATE$/.test(type)) return sql`epoch_us(${value}) / 1e6`;
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE|BOOLEAN)$/.test(type)) return sql`${value}::DOUBLE`;
  return sql`NULL::DOUBLE`;
}
