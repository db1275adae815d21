import type { Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { duckdbOffline } from '../join/duckdb-offline.ts';
import { recordsSql } from '../materialize/read-sql.ts';
import type { OnlineValue } from '../online/schema.ts';
import { join, sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Moment } from '../view/moment.ts';
import { sameEntity } from '../view/among.ts';
import { computesWindows, viewAt } from '../view/windows/view-at.ts';
import type { AskContext } from './context.ts';

export interface OfflineRow {
  t: bigint;
  /** In the order of the view's features, as the online store would have them. */
  values: OnlineValue[];
}

/** The row of one entity that counts at a moment by rules 1, 3 and 4, be it past its TTL, or what windows hold then; null where there is none. */
export async function offlineRow(
  { engine, offline = duckdbOffline(engine) }: Pick<AskContext, 'engine' | 'offline'>,
  asked: BoundView,
  entity: ReadonlyMap<string, string>,
  at: bigint,
  run: Run,
): Promise<OfflineRow | null> {
  const moment: Moment = { asOf: at, options: { boundary: 'inclusive', ttl: false } };
  const scratch = new Scratch(engine);
  try {
    const among = asked.keys.length > 0 ? join(sameEntity(asked, entity), ' AND ') : undefined;
    const view = computesWindows(asked) ? await viewAt(engine, asked, moment, scratch, among, run) : asked;
    const snapshot = await offline.snapshot(view, { moment, entity }, scratch, run);
    for await (const { rows, columns: found } of engine.batches(recordsSql(view, sql`(${snapshot})`), run)) {
      if (rows === 0) continue;
      const [t, , ...values] = found.slice(view.keys.length).map((column) => column[0]!);
      return { t: t as bigint, values };
    }
    return null;
  } finally {
    await scratch.drop();
  }
}
