import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { JoinOptions, PlannedView } from '../join/request.ts';
import { infinity } from '../online/schema.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { entityNameSql } from './entity-name.ts';

/** What decides which rows count at a moment. */
export interface Moment {
  asOf: bigint;
  options: Pick<JoinOptions, 'boundary' | 'ttl'>;
}

/**
 * Per entity the source row that wins at a moment (spec section 3, rules 1 to 4): `entity`, its name, `o`, the
 * row's place in the source, and `n`, from 0 in the order of the join keys.
 */
export function offlineWinners(
  engine: Engine,
  scratch: Scratch,
  view: BoundView,
  moment: Moment,
  run?: Run,
): Promise<Sql> {
  const { available, created } = view;
  const keys = view.keys.map((_, i) => ident(`k${i}`));
  const columns = [
    ...view.keys.map(({ column }, i) => sql`${ident(column)} AS ${keys[i]!}`),
    sql`${view.timestamp.at} AS t`,
    ...(created ? [sql`coalesce(${created.at}, '-infinity'::TIMESTAMP) AS c`] : []),
    ...(available ? [sql`${available.at} AS a`] : []),
    sql`(${view.relation.rowOrder})::BIGINT AS o`,
  ];
  const last = lastMoment(moment);
  const oldest = oldestMoment(view, moment);
  const rules = [
    ...keys.map((key) => sql`${key} IS NOT NULL`),
    sql`t <= ${last}`,
    ...(oldest ? [sql`t >= ${oldest}`] : []),
    ...(available ? [sql`a <= ${at(moment.asOf)}`] : []),
  ];
  const named = entityNameSql(view.keys.map(({ name, type }, i) => ({ name, type, value: keys[i]! })));
  // A place may be a count of rows, so it is taken before any are left out.
  return scratch.table(
    'winners',
    sql`SELECT row_number() OVER () - 1 AS n, ${named} AS entity, o FROM (
  SELECT ${join([...keys, sql`${latestSql(view)} AS o`])} FROM (SELECT ${join(columns)} FROM ${view.relation.from})
  WHERE ${join(rules, ' AND ')} ${keys.length ? sql`GROUP BY ${join(keys)} ORDER BY ${join(keys)}` : sql`HAVING count(*) > 0`})`,
    run,
  );
}

/** The place of the row that is greatest by (t, c, o). Without a created time t and o fit into one number, which is a third of the work. */
function latestSql(view: BoundView): Sql {
  if (view.created) return sql`max({'t': t, 'c': c, 'o': o}).o`;
  const t = sql`coalesce(epoch_us(t), ${-infinity})`;
  return sql`(max(${t}::HUGEINT * 18446744073709551616::HUGEINT + o) & 18446744073709551615::HUGEINT)::BIGINT`;
}

/** The winners' rows: `n`, `entity`, k0.., `off_t`, `off_c`, `off_o` and the features f0... */
export function offlineRows(
  engine: Engine,
  scratch: Scratch,
  planned: PlannedView,
  winners: Sql,
  run?: Run,
): Promise<Sql> {
  const { view, features } = planned;
  const columns = [
    ...view.keys.map(({ column }, i) => sql`${ident(column)} AS ${ident(`k${i}`)}`),
    sql`${view.timestamp.at} AS off_t`,
    sql`${view.created?.at ?? sql`NULL::TIMESTAMP`} AS off_c`,
    sql`(${view.relation.rowOrder})::BIGINT AS off_o`,
    ...features.map(({ column }, i) => sql`${ident(column)} AS ${ident(`f${i}`)}`),
  ];
  return scratch.table(
    'offline',
    sql`SELECT w.n, w.entity, s.* FROM (SELECT ${join(columns)} FROM ${view.relation.from}) s JOIN ${winners} w ON s.off_o = w.o`,
    run,
  );
}

/** The last event time that counts. Instants are whole microseconds. */
export function lastMoment({ asOf, options }: Moment): Sql {
  return at(options.boundary === 'strict' ? asOf - 1n : asOf);
}

/** The first event time that counts; null where there is no limit. */
export function oldestMoment(view: BoundView, { asOf, options }: Moment): Sql | null {
  return options.ttl && view.ttl !== null ? at(asOf - view.ttl) : null;
}

export function at(instant: bigint): Sql {
  return sql`make_timestamp(${instant})`;
}
