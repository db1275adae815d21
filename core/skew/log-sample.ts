import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { BoundLabels } from '../table/bound.ts';
import { countedOrder } from '../table/row-order.ts';
import { entityNameSql } from '../online/entity-name-sql.ts';
import type { SkewPlan } from './plan-skew.ts';
import { entityHash, type Sampled } from './sampled.ts';

/** The rows of a log whose entities have the least hashes. An entity is what all join keys of the views name together. */
export async function sampleLog(
  engine: Engine,
  plan: SkewPlan,
  asked: number,
  passing: Scratch,
  run?: Run,
): Promise<{ labels: BoundLabels; sample: Sampled }> {
  const { labels } = plan.log!;
  const { relation } = labels;
  const used = new Set(plan.views.flatMap(({ view }) => view.keys.map((key) => key.name)));
  const keys = labels.keys.filter((key) => used.has(key.name));
  const entity = entityNameSql(keys.map(({ name, type, column }) => ({ name, type, value: ident(column) })));
  const names = sql`SELECT DISTINCT ${entity} AS entity FROM ${relation.from} WHERE ${entity} IS NOT NULL`;
  const table = await passing.table('entities', names, run);
  const chosen = sql`(SELECT entity FROM ${table} ORDER BY ${entityHash(ident('entity'))}, entity LIMIT ${asked})`;
  const [counted] = await engine.rows<{ all: number; chosen: number }>(
    sql`SELECT (SELECT count(*) FROM ${table})::DOUBLE AS "all", (SELECT count(*) FROM ${chosen})::DOUBLE AS chosen`,
    run,
  );
  return {
    labels: { ...labels, relation: { ...relation, ...countedOrder, from: rowsOf(labels, entity, chosen), rows: null } },
    sample: { ...counted!, complete: true },
  };
}

/** In the log's order. */
function rowsOf({ relation }: BoundLabels, entity: Sql, chosen: Sql): Sql {
  const numbered = sql`SELECT *, ${entity} AS "asof entity", (${relation.rowOrder})::BIGINT AS "asof order" FROM ${relation.from}`;
  return sql`(SELECT * EXCLUDE ("asof entity", "asof order") FROM (${numbered}) WHERE "asof entity" IN (SELECT entity FROM ${chosen}) ORDER BY "asof order")`;
}
