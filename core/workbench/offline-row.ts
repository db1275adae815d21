import type { BatchReader } from '../engine/batches.ts';
import type { Run } from '../engine/engine.ts';
import { recordsSql } from '../materialize/winners-sql.ts';
import type { OnlineValue } from '../online/schema.ts';
import { ident, join, sql, typeName } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';

export interface OfflineRow {
  t: bigint;
  /** In the order of the view's features, as the online store would have them. */
  values: OnlineValue[];
}

/** The row of one entity that counts at a moment by rules 1, 3 and 4, be it past its TTL; null where there is none. */
export async function offlineRow(
  engine: BatchReader,
  view: BoundView,
  keys: ReadonlyMap<string, string>,
  at: bigint,
  run: Run,
): Promise<OfflineRow | null> {
  const none = sql`NULL::TIMESTAMP`;
  const moment = sql`make_timestamp(${at})`;
  const columns = [
    ...view.keys.map(({ column }, i) => sql`${ident(column)} AS ${ident(`k${i}`)}`),
    sql`${view.timestamp.at} AS t`,
    sql`${view.created?.at ?? none} AS c`,
    sql`${view.available?.at ?? none} AS a`,
    sql`(${view.relation.rowOrder})::BIGINT AS o`,
  ];
  const same = view.keys.map(
    ({ name, type }, i) => sql`${ident(`k${i}`)} = TRY_CAST(${keys.get(name) ?? ''} AS ${typeName(type)})`,
  );
  const early = [sql`t <= ${moment}`, ...(view.available ? [sql`a <= ${moment}`] : [])];
  const picked = sql`(
SELECT o FROM (SELECT ${join(columns)} FROM ${view.relation.from})
WHERE ${join([...same, ...early], ' AND ')}
ORDER BY t DESC, c DESC NULLS LAST, o DESC LIMIT 1)`;
  for await (const { rows, columns: found } of engine.batches(recordsSql(view, picked), run)) {
    if (rows === 0) continue;
    const [t, , ...values] = found.slice(view.keys.length).map((column) => column[0]!);
    return { t: t as bigint, values };
  }
  return null;
}
