import type { BatchReader } from '../engine/batches.ts';
import type { Run } from '../engine/engine.ts';
import { recordsSql } from '../materialize/read-sql.ts';
import type { OnlineValue } from '../online/schema.ts';
import { join, sql, typeName } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { countsAt, type Moment } from '../view/moment.ts';
import { keyNames } from '../view/rows.ts';
import { winnersSql } from '../view/snapshot.ts';

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
  const moment: Moment = { asOf: at, options: { boundary: 'inclusive', ttl: false } };
  const same = view.keys.map(
    ({ name, type }, i) => sql`${keyNames(view)[i]!} = TRY_CAST(${keys.get(name) ?? ''} AS ${typeName(type)})`,
  );
  const picked = sql`(${winnersSql(view, join([...same, countsAt(view, moment)], ' AND '))})`;
  for await (const { rows, columns: found } of engine.batches(recordsSql(view, picked), run)) {
    if (rows === 0) continue;
    const [t, , ...values] = found.slice(view.keys.length).map((column) => column[0]!);
    return { t: t as bigint, values };
  }
  return null;
}
