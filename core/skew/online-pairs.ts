import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { PlannedView } from '../join/request.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { closeSql, sameSql, type Side } from './comparison.ts';
import { keysOfNameSql } from '../online/entity-name-sql.ts';
import { instantLiteral, lastMoment, oldestMoment, type Moment } from '../view/moment.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import { windowsServed } from './windows-served.ts';
import { offlineRows, offlineWinners } from './offline.ts';
import type { RowPairs, SkewTables } from './pairs.ts';
import { entityHash, type Sampled } from './sampled.ts';
import { listNames, ViewReader, type StorePlaces } from './read-store.ts';
import { onlineRows, type OnlineRows } from './online-rows.ts';
import type { StoredRows } from './stored-rows.ts';

export interface OnlineOptions extends Moment {
  tolerance: number | null;
  /** How many entities are compared; null is all. */
  sample: number | null;
}

export interface OnlinePairs {
  pairs: RowPairs;
  sample: Sampled | null;
  /** The entities that have no row in the pairs, for their records are past the TTL and so is all that is offline: a table of `entity`; null without a TTL. */
  expired: Sql | null;
}

/** Compares what wins offline at a moment with a view's records. The pairs' table is in `kept`. */
export async function onlinePairs(
  places: StorePlaces & { offline: OfflineEngine },
  planned: PlannedView,
  options: OnlineOptions,
  { kept, passing }: SkewTables,
  run?: Run,
): Promise<OnlinePairs> {
  const { engine } = places;
  const { view } = planned;
  const features = planned.features.map(({ name }) => name);
  const windows = computesWindows(view)
    ? await windowsServed(places, view, planned.features, options, kept, run)
    : null;
  const source = windows?.served ?? planned;
  const reader = new ViewReader(places, passing, view.name, features, run);
  try {
    // The store is read while the engine reads the files.
    const reading = options.sample === null ? reader.readAll() : null;
    const all = await offlineWinners(places.offline, passing, source.view, options, run);
    const chosen = options.sample === null ? null : await choose(places, passing, view.name, all, options.sample, run);
    const offline = await offlineRows(engine, passing, source, chosen ? chosen.winners : all, run);
    await reading;
    await reader.readNamed(chosen ? chosen.names : await unlisted(passing, all, await reader.rows(), run));
    const types = planned.features.map(({ type }) => type);
    const online = await onlineRows(engine, await reader.rows(), types, run);
    const table = await kept.table('pairs', pairsSql(source, options, offline, online), run);
    if (windows) await windows.settle(table, run);
    const oldest = oldestMoment(view, options);
    const expired = oldest && (await kept.table('expired', expiredSql(offline, online, oldest), run));
    const servedTypes = online.values.map((side, i) => side?.type ?? types[i]!);
    const neither = expired ? await countOf(engine, expired, run) : 0;
    return {
      pairs: { planned: source, computed: null, table, rows: await number(engine, table, run), neither, servedTypes },
      sample: chosen && chosen.sample,
      expired,
    };
  } finally {
    await reader.stop();
  }
}

/** A listing may leave out what was written or moved meanwhile, so these are asked for by name. */
function unlisted(passing: Scratch, winners: Sql, stored: readonly StoredRows[], run?: Run): Promise<Sql> {
  const listed = stored.map(({ table }) => sql` ANTI JOIN ${table} USING (entity)`);
  return passing.table('unlisted', sql`SELECT entity FROM ${winners}${join(listed, '')}`, run);
}

/** Numbers the entities that are only online after the others, and counts all. */
async function number(engine: Engine, table: Sql, run?: Run): Promise<number> {
  const [counted] = await engine.rows<{ all: number; offline: number }>(
    sql`SELECT count(*)::DOUBLE AS "all", count(n)::DOUBLE AS offline FROM ${table}`,
    run,
  );
  const { all, offline } = counted!;
  if (all > offline) {
    const others = sql`SELECT entity, ${offline} + row_number() OVER (ORDER BY entity) - 1 AS n FROM ${table} WHERE n IS NULL`;
    await engine.exec(
      sql`UPDATE ${table} SET n = others.n FROM (${others}) others WHERE ${table}.entity = others.entity`,
      run,
    );
  }
  return all;
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
    winners: sql`(SELECT * REPLACE (row_number() OVER (ORDER BY n) - 1 AS n) FROM ${winners} SEMI JOIN ${names} USING (entity))`,
    names,
    sample: { ...counted!, complete: listed.complete },
  };
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
  return sql`SELECT n, entity, ${join(keys)}, ${instantLiteral(options.asOf)} AS "at", off_t, off_c, off_o, on_t, on_here, ${join([...values, ...classes])}
FROM (SELECT *, ${here} AS on_here FROM ${offline} FULL JOIN (${online.query}) USING (entity))
WHERE off_t IS NOT NULL OR on_here`;
}

function expiredSql(offline: Sql, online: OnlineRows, oldest: Sql): Sql {
  return sql`SELECT entity FROM (${online.query}) ANTI JOIN ${offline} USING (entity) WHERE on_t < ${oldest}`;
}

async function countOf(engine: Engine, table: Sql, run?: Run): Promise<number> {
  const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
  return counted!.n;
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
