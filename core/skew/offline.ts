import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { PlannedView } from '../join/request.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Moment } from '../view/moment.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { entityNameSql } from '../online/entity-name-sql.ts';

/** A view's snapshot at a moment: per entity `entity`, its name, `o`, the winner's place in the source, and `n`, from 0 in the order of the join keys. */
export async function offlineWinners(
  offline: OfflineEngine,
  scratch: Scratch,
  view: BoundView,
  moment: Moment,
  run?: Run,
): Promise<Sql> {
  const keys = keyNames(view);
  const named = entityNameSql(view.keys.map(({ name, type }, i) => ({ name, type, value: keys[i]! })));
  const winners = await offline.snapshot(view, { moment }, scratch, run);
  const ordered = keys.length ? sql`FROM (${winners}) ORDER BY ${join(keys)}` : winners;
  return scratch.table(
    'winners',
    sql`SELECT row_number() OVER () - 1 AS n, ${named} AS entity, o FROM (${ordered})`,
    run,
  );
}

/** The winners' rows: `n`, `entity`, k0.., `off_t`, `off_c`, `off_o` and the features f0... */
export function offlineRows(
  engine: Engine,
  scratch: Scratch,
  { view, features }: PlannedView,
  winners: Sql,
  run?: Run,
): Promise<Sql> {
  const values = features.map(({ column }, i) => sql`${ident(column)} AS ${ident(`f${i}`)}`);
  const rows = rowsSql(view, { times: ['t', 'c', 'o'], features: values });
  return scratch.table(
    'offline',
    sql`SELECT w.n, w.entity, s.* RENAME (t AS off_t, c AS off_c, o AS off_o) FROM (${rows}) s JOIN ${winners} w ON s.o = w.o`,
    run,
  );
}
