import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { PlannedView } from '../join/request.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { closeSql, isNumber, sameSql, type Side } from './comparison.ts';
import { keysOfNameSql } from './entity-name.ts';
import { at, lastMoment, offlineRows, offlineWinners, oldestMoment, type Moment } from './offline.ts';
import type { ViewPairs } from './pairs.ts';
import { entityHash, type Sampled } from './sampled.ts';
import { listNames, readNamed, readWholeView, type StorePlaces } from './read-store.ts';
import { settleTypes } from './served-types.ts';
import { instantOf, type StoredRows } from './stored-rows.ts';

export interface OnlineOptions extends Moment {
  tolerance: number | null;
  /** How many entities are compared; null is all. */
  sample: number | null;
}

/** Compares what wins offline at a moment with a view's records. The pairs' table is in `kept`. */
export async function onlinePairs(
  places: StorePlaces,
  planned: PlannedView,
  options: OnlineOptions,
  kept: Scratch,
  passing: Scratch,
  run?: Run,
): Promise<{ pairs: ViewPairs; sample: Sampled | null }> {
  const { engine } = places;
  const { view } = planned;
  const features = planned.features.map(({ name }) => name);
  const winners = await offlineWinners(engine, passing, view, options, run);
  const chosen =
    options.sample === null ? null : await choose(places, passing, view.name, winners, options.sample, run);
  const offline = offlineRows(engine, passing, planned, chosen ? chosen.winners : winners, run);
  try {
    // The store answers while the engine reads the winners' rows.
    const stored = chosen
      ? await readNamed(places, passing, view.name, features, chosen.names, run)
      : await readWholeView(places, passing, view.name, features, winners, run);
    const types = planned.features.map(({ type }) => type);
    const online = await onlineSql(engine, stored, types, run);
    const table = await kept.table('pairs', pairsSql(planned, options, await offline, online), run);
    const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
    const servedTypes = online.values.map((side, i) => side?.type ?? types[i]!);
    return { pairs: { planned, table, rows: counted!.n, servedTypes }, sample: chosen && chosen.sample };
  } finally {
    // Nothing is made any more once this has ended.
    await offline.catch(() => undefined);
  }
}

/**
 * The entities with the least hashes of those that either side has, so that every run and every machine
 * compares the same ones, and a larger sample has all of a smaller one.
 */
async function choose(
  places: StorePlaces,
  passing: Scratch,
  view: string,
  winners: Sql,
  asked: number,
  run?: Run,
): Promise<{ winners: Sql; names: Sql; sample: Sampled }> {
  const { engine } = places;
  const listed = await listNames(places, passing, view, run);
  const all = sql`(SELECT entity FROM ${winners} UNION SELECT entity FROM ${listed.table})`;
  const names = await passing.table(
    'sample',
    sql`SELECT entity FROM ${all} ORDER BY ${entityHash(ident('entity'))}, entity LIMIT ${asked}`,
    run,
  );
  const [counted] = await engine.rows<{ all: number; chosen: number }>(
    sql`SELECT (SELECT count(*) FROM ${all})::DOUBLE AS "all", (SELECT count(*) FROM ${names})::DOUBLE AS chosen`,
    run,
  );
  return {
    winners: sql`(SELECT * FROM ${winners} SEMI JOIN ${names} USING (entity))`,
    names,
    sample: { ...counted!, complete: listed.complete },
  };
}

interface OnlineRows {
  /** A query: `entity`, `on_t`, g0.. and h0.., whether the record has the feature. */
  query: Sql;
  /** Null where no record has the feature. */
  values: (Side | null)[];
}

async function onlineSql(
  engine: Engine,
  stored: readonly StoredRows[],
  types: readonly string[],
  run?: Run,
): Promise<OnlineRows> {
  const layouts: StoredRows[] = [];
  for (const { table, values } of stored) {
    const there = values.map((side, i) => ({ side, type: types[i]! })).filter(({ side }) => side !== null);
    const settled = await settleTypes(
      engine,
      table,
      there.map(({ side }) => side!),
      there.map(({ type }) => type),
      run,
    );
    let next = 0;
    layouts.push({ table, values: values.map((side) => side && settled[next++]!) });
  }
  const common = types.map((_, i) => commonType(layouts.flatMap(({ values }) => values[i]?.type ?? [])));
  const selects = layouts.map(({ table, values }) => {
    const columns = values.flatMap((side, i) => {
      const type = typeName(common[i] ?? types[i]!);
      const value =
        side === null ? sql`NULL::${type}` : side.type === common[i] ? side.value : sql`(${side.value})::${type}`;
      return [sql`${value} AS ${ident(`g${i}`)}`, sql`${side !== null} AS ${ident(`h${i}`)}`];
    });
    return sql`SELECT entity, ${instantOf(ident('t'))} AS on_t, ${join(columns)} FROM ${table}`;
  });
  const none = types.flatMap((type, i) => [
    sql`NULL::${typeName(type)} AS ${ident(`g${i}`)}`,
    sql`FALSE AS ${ident(`h${i}`)}`,
  ]);
  if (selects.length === 0)
    selects.push(sql`SELECT NULL::VARCHAR AS entity, NULL::TIMESTAMP AS on_t, ${join(none)} WHERE FALSE`);
  const every = join(selects, ' UNION ALL ');
  const [counted] = await engine.rows<{ twice: boolean }>(
    sql`SELECT count(*) > count(DISTINCT entity) AS twice FROM (${join(stored.length ? stored.map(({ table }) => sql`SELECT entity FROM ${table}`) : [sql`SELECT '' AS entity`], ' UNION ALL ')})`,
    run,
  );
  // A listing may give a name twice; the later record is the one that is there.
  const query = counted!.twice ? sql`SELECT DISTINCT ON (entity) * FROM (${every}) ORDER BY entity, on_t DESC` : every;
  return { query, values: common.map((type, i) => (type === null ? null : { type, value: ident(`g${i}`) })) };
}

/** The one type that all layouts' values have or can be given; null of none. */
function commonType(types: readonly string[]): string | null {
  const [first] = types;
  if (first === undefined || types.every((type) => type === first)) return first ?? null;
  return types.every(isNumber) ? 'DOUBLE' : 'VARCHAR';
}

function pairsSql(planned: PlannedView, options: OnlineOptions, offline: Sql, online: OnlineRows): Sql {
  const { view, features } = planned;
  const named = keysOfNameSql(view.keys, ident('entity'));
  const keys = view.keys.map(({ type }, i) => {
    const key = ident(`k${i}`);
    return sql`CASE WHEN off_t IS NULL THEN (${named[i]!})::${typeName(type)} ELSE ${key} END AS ${key}`;
  });
  const values = features.flatMap((_, i) => [
    ident(`f${i}`),
    sql`CASE WHEN on_here THEN ${ident(`g${i}`)} END AS ${ident(`g${i}`)}`,
  ]);
  const classes = features.map(
    ({ type }, i) => sql`${classSql(type, online.values[i]!, i, options)} AS ${ident(`s${i}`)}`,
  );
  const oldest = oldestMoment(view, options);
  const here = oldest ? sql`coalesce(on_t >= ${oldest}, FALSE)` : sql`on_t IS NOT NULL`;
  return sql`SELECT row_number() OVER () - 1 AS n, * FROM (
  SELECT entity, ${join(keys)}, ${at(options.asOf)} AS "at", off_t, off_c, off_o, on_t, on_here, ${join([...values, ...classes])}
  FROM (SELECT *, ${here} AS on_here FROM ${offline} FULL JOIN (${online.query}) USING (entity))
  WHERE off_t IS NOT NULL OR on_here ORDER BY entity)`;
}

/** `PairClass` in SQL. */
function classSql(type: string, served: Side | null, i: number, { tolerance, ...moment }: OnlineOptions): Sql {
  const offline = { type, value: ident(`f${i}`) };
  const missing = sql`CASE WHEN on_t < off_t THEN 'stale' ELSE 'missing_online' END`;
  const nothing = sql`WHEN NOT on_here THEN ${missing} WHEN off_t IS NULL THEN CASE WHEN on_t > ${lastMoment(moment)} THEN 'ahead' ELSE 'missing_offline' END`;
  if (!served) return sql`CASE ${nothing} ELSE ${missing} END`;
  const close = closeSql(offline, served, tolerance);
  return sql`CASE ${nothing} WHEN NOT ${ident(`h${i}`)} THEN ${missing} WHEN ${sameSql(offline, served)} THEN 'equal'
    ${close ? sql`WHEN ${close} THEN 'close'` : sql``} WHEN on_t < off_t THEN 'stale' WHEN on_t > off_t THEN 'ahead' ELSE 'mismatch' END`;
}
