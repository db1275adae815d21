import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import { entityNameSql } from '../online/entity-name-sql.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Moment } from '../view/moment.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { columnOf, type ComparedFeature } from './compared-features.ts';

/** The entities that views of one join key are compared at. */
export interface SampledEntities {
  /** `n` from 0, in an order that says nothing of them, and `entity`, its name. */
  table: Sql;
  rows: number;
  /** How many there are. */
  of: number;
}

/** A view, and which of its rows win at the moment: `entity`, `o`. */
export interface ViewWinners {
  view: BoundView;
  winners: Sql;
}

/** A view's last rows known at a moment, by the name of the entity: views that have its keys in other types are met too. */
export async function findWinners(
  offline: OfflineEngine,
  scratch: Scratch,
  view: BoundView,
  moment: Moment,
  run?: Run,
): Promise<ViewWinners> {
  const keys = keyNames(view);
  const entity = entityNameSql(view.keys.map(({ name, type }, i) => ({ name, type, value: keys[i]! })));
  const snapshot = await offline.snapshot(view, { moment }, scratch, run);
  const winners = await scratch.table('winners', sql`SELECT ${entity} AS entity, o FROM (${snapshot})`, run);
  return { view, winners };
}

/** The entities that any of the views has a row of; of more than `most` some, always the same. */
export async function sampleEntities(
  engine: Engine,
  scratch: Scratch,
  views: readonly ViewWinners[],
  most: number,
  run?: Run,
): Promise<SampledEntities> {
  const all = join(
    views.map(({ winners }) => sql`SELECT entity FROM ${winners}`),
    ' UNION ',
  );
  const every = await scratch.table('entities', sql`SELECT entity FROM (${all}) WHERE entity IS NOT NULL`, run);
  const ordered = sql`SELECT entity FROM ${every} ORDER BY hash(entity), entity LIMIT ${most}`;
  const table = await scratch.table(
    'sampled',
    sql`SELECT row_number() OVER () - 1 AS n, entity FROM (${ordered})`,
    run,
  );
  const [counted] = await engine.rows<{ rows: number; of: number }>(
    sql`SELECT (SELECT count(*) FROM ${table})::DOUBLE AS rows, (SELECT count(*) FROM ${every})::DOUBLE AS "of"`,
  );
  return { table, ...counted! };
}

/** Which of a view's rows, by `o`, is that of the entity `n`. */
export function placeEntities(
  scratch: Scratch,
  { winners }: ViewWinners,
  entities: SampledEntities,
  run?: Run,
): Promise<Sql> {
  return scratch.table('places', sql`SELECT n, o FROM ${entities.table} JOIN ${winners} USING (entity)`, run);
}

/** `n`, `t` and the named features of one view, a row for each of the entities that it has one of; of those before `below`, where it is given. */
export function valuesSql(view: BoundView, places: Sql, features: readonly ComparedFeature[], below?: number): Sql {
  const columns = features.map((one) => sql`${ident(one.feature.column)} AS ${columnOf(one)}`);
  const rows = rowsSql(view, { keys: [], times: ['o', 't'], features: columns });
  const wanted = below === undefined ? places : sql`(SELECT * FROM ${places} WHERE n < ${below})`;
  return sql`SELECT p.n, s.* EXCLUDE (o) FROM (${rows}) s JOIN ${wanted} p ON s.o = p.o`;
}
