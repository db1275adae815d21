import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundKey, BoundView } from '../table/bound.ts';
import { describeType } from '../types/describe-type.ts';
import type { HistoryOf } from '../view/history.ts';
import type { JoinPlan } from './request.ts';

/**
 * The label rows as the joins need them: `label_row` (BIGINT, 0-based, in the label table's order), `label_time`
 * (TIMESTAMP, the label's time), `k0`, `k1`, .. for the join keys that some view uses, and `l0`, `l1`, ..
 * for the label table's columns that are none of these, untouched.
 */
export function spineSql(plan: JoinPlan): Sql {
  const keys = spineKeys(plan).map((key) => sql`, ${keyValue(key, plan)} AS ${spineKey(plan, key.name)}`);
  const { relation, timestamp } = plan.labels;
  const columns = relation.columns.flatMap((column, i) =>
    inSpine(plan, column.name) ? [] : [sql`, ${ident(column.name)} AS ${labelColumn(plan, i)}`],
  );
  return sql`SELECT ${relation.rowNumber ?? sql`row_number() OVER () - 1`} AS label_row, ${timestamp.at} AS label_time${join([...keys, ...columns], '')}
FROM ${relation.from}`;
}

/** The spine's name of the label table's column at an index. */
export function labelColumn(plan: JoinPlan, index: number): Sql {
  return ident(labelColumnName(plan, index));
}

/** The same, not quoted. */
export function labelColumnName(plan: JoinPlan, index: number): string {
  return inSpine(plan, plan.labels.relation.columns[index]!.name) ?? `l${index}`;
}

/**
 * The label's time or a join key that is a column of the label table as it stands; twice would be carried twice
 * through every join. A join makes 0 of the float -0, so that such keys are carried beside it.
 */
function inSpine(plan: JoinPlan, column: string): string | null {
  if (plan.labels.timestamp.at.text === ident(column).text) return 'label_time';
  const keys = spineKeys(plan);
  const key = keys.findIndex((one) => one.column === column);
  const isCarried = key >= 0 && keyValue(keys[key]!, plan).text === ident(column).text;
  return isCarried && describeType(keys[key]!.type).family !== 'float' ? `k${key}` : null;
}

/** For `entityHistory`: the rows of a label row's entity, around its time. */
export function entityOfLabel(plan: JoinPlan, view: BoundView, spine: Sql, labelRow: number): Omit<HistoryOf, 'limit'> {
  const of = (column: Sql) => sql`(SELECT ${column} FROM ${spine} WHERE label_row = ${labelRow})`;
  const keys = view.keys.map((key) => ({ value: of(spineKey(plan, key.name)), is: keyValue(key, plan) }));
  return { keys, near: of(ident('label_time')) };
}

/** The join keys that the spine has, in the label table's order. */
export function spineKeys(plan: JoinPlan): BoundKey[] {
  const used = new Set(plan.views.flatMap((planned) => planned.view.keys.map((key) => key.name)));
  return plan.labels.keys.filter((key) => used.has(key.name));
}

/** A join key's column in the spine, and in what is joined to it. */
export function spineKey(plan: JoinPlan, name: string): Sql {
  return ident(`k${spineKeys(plan).findIndex((key) => key.name === name)}`);
}

/** A key's value over its relation; text where keys are compared as text: a whole number is the same with a point as without, a UUID in bytes as one in text. */
export function keyValue(key: BoundKey, plan: Pick<JoinPlan, 'options'>): Sql {
  const column = ident(key.column);
  if (!plan.options.castKeys) return key.as ? readAs(key.as, column, key.type) : column;
  if (key.as === 'uuid') return sql`${readAs(key.as, column, key.type)}::VARCHAR`;
  if (!['float', 'decimal'].includes(describeType(key.type).family)) return sql`${column}::VARCHAR`;
  return sql`CASE WHEN ${column} = trunc(${column}) AND abs(${column}) < 1e18 THEN ${column}::BIGINT::VARCHAR ELSE ${column}::VARCHAR END`;
}

/** The values are known to be what they are read as. */
function readAs(as: NonNullable<BoundKey['as']>, column: Sql, type: string): Sql {
  const family = describeType(type).family;
  if (as === 'whole')
    return family === 'float' ? sql`CASE WHEN NOT isnan(${column}) THEN ${column}::BIGINT END` : column;
  if (family === 'UUID') return column;
  return family === 'BLOB' ? sql`hex(${column})::UUID` : sql`${column}::VARCHAR::UUID`;
}
