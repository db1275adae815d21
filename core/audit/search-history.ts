import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { Joined } from '../join/join.ts';
import type { PlannedView } from '../join/request.ts';
import { keyValue, spineKey } from '../join/spine.ts';
import { closeSql, sameSql } from '../skew/comparison.ts';
import { valueKeys } from '../skew/value-keys.ts';
import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import { rowsSql } from '../view/rows.ts';

/** A view's values, and which of them are not what the as-of join gives. */
export interface SetValues {
  /** `logRows`. */
  pairs: Sql;
  servedTypes: readonly string[];
  tolerance: number | null;
}

interface Searched extends SetValues {
  planned: PlannedView;
}

/**
 * Looks among the entities' rows for the values that are not what the as-of join gives. Per feature a table, or null where
 * there are no such values: `n`, the label row; `later` (TIMESTAMP), when the nearest of the rows that have the value
 * and could not count yet at the label's time had happened and was known, infinite where it never was, null where there
 * is none; `earlier`, whether a row has it that could. Label rows without a key or a time are not in it.
 */
export async function searchHistory(
  engine: Engine,
  scratch: Scratch,
  joined: Joined,
  searched: Searched,
  run?: Run,
): Promise<(Sql | null)[]> {
  const { planned, pairs } = searched;
  const asked = await oddFeatures(engine, pairs, planned.features.length, run);
  if (asked.length === 0) return planned.features.map(() => null);
  const history = await scratch.table('history', historySql(joined, searched, asked), run);
  const found: (Sql | null)[] = planned.features.map(() => null);
  for (const i of asked) {
    const values = await scratch.table('values', valuesSql(joined, searched, i), run);
    const rows = await scratch.table('rows', rowsWithValue(joined, searched, history, values, i), run);
    found[i] = await scratch.table('found', nearestSql(joined, searched, values, rows, i), run);
  }
  return found;
}

/** The places of the features that have a value which is not what the as-of join gives. */
export async function oddFeatures(engine: Engine, pairs: Sql, features: number, run?: Run): Promise<number[]> {
  const places = Array.from({ length: features }, (_, i) => i);
  const counts = places.map((i) => sql`count(CASE WHEN ${isOdd(i)} THEN 1 END)::DOUBLE AS ${ident(`n${i}`)}`);
  const [odd] = await engine.rows<Record<string, number>>(sql`SELECT ${join(counts)} FROM ${pairs}`, run);
  return places.filter((i) => odd![`n${i}`]! > 0);
}

/** Of the pairs, whether a value is none that the as-of join gives. */
export function isOdd(i: number): Sql {
  return sql`(${ident(`g${i}`)} IS NOT NULL AND ${ident(`s${i}`)} NOT IN ('equal', 'close'))`;
}

/** The rows of the pairs' entities: their keys as in the spine, `enter`, the first moment at which one counts, `later`, and v0.. */
function historySql(joined: Joined, { planned, pairs }: Searched, asked: readonly number[]): Sql {
  const { plan, spine } = joined;
  const { view, features } = planned;
  const keys = view.keys.map((key) => ({ name: spineKey(plan, key.name), value: keyValue(key, plan) }));
  // A row that was never known counts never.
  const known = (t: Sql) => (view.available ? sql`greatest(${t}, coalesce(a, 'infinity'::TIMESTAMP))` : t);
  const enter =
    plan.options.boundary === 'strict' ? sql`CASE WHEN isfinite(t) THEN t + to_microseconds(1) ELSE t END` : sql`t`;
  const values = asked.map((i) => sql`${ident(features[i]!.column)} AS ${ident(`v${i}`)}`);
  const needed = [view.timestamp.at, ...keys.map(({ value }) => value)].map((value) => sql`${value} IS NOT NULL`);
  const source = rowsSql(view, {
    keys: keys.map(({ name, value }) => sql`${value} AS ${name}`),
    times: view.available ? ['t', 'a'] : ['t'],
    features: values,
    where: join(needed, ' AND '),
  });
  const names = join(keys.map(({ name }) => name));
  const odd = join(asked.map(isOdd), ' OR ');
  const ofEntities = keys.length
    ? sql` SEMI JOIN (SELECT ${names} FROM ${spine} SEMI JOIN (SELECT n AS label_row FROM ${pairs} WHERE ${odd}) USING (label_row)) USING (${names})`
    : empty;
  const columns = [...keys.map(({ name }) => name), ...asked.map((i) => ident(`v${i}`))];
  return sql`SELECT ${join(columns)}, ${known(enter)} AS enter, ${known(sql`t`)} AS later FROM (${source})${ofEntities}`;
}

/** The odd values of a feature, each once an entity, with an `id`. */
function valuesSql(joined: Joined, searched: Searched, i: number): Sql {
  const columns = join([...keyNames(joined, searched), ident(`g${i}`)]);
  return sql`SELECT row_number() OVER () AS id, * FROM (SELECT DISTINCT ${columns} FROM (${oddRows(joined, searched, i)}))`;
}

/** The odd rows of a feature that have keys and a moment: `n`, the keys, `moment`, up to which rows count, and the value. */
function oddRows({ plan, spine }: Joined, { planned, pairs }: Searched, i: number): Sql {
  const keys = planned.view.keys.map((key) => spineKey(plan, key.name));
  const { embargo } = plan.options;
  const moment = embargo === 0n ? sql`p."at"` : sql`p."at" - to_microseconds(${embargo})`;
  const there = [sql`p."at" IS NOT NULL`, ...keys.map((key) => sql`s.${key} IS NOT NULL`)];
  const columns = [sql`p.n`, ...keys.map((key) => sql`s.${key}`), sql`${moment} AS moment`, sql`p.${ident(`g${i}`)}`];
  return sql`SELECT ${join(columns)} FROM (FROM ${pairs} WHERE ${isOdd(i)}) p JOIN ${spine} s ON s.label_row = p.n WHERE ${join(there, ' AND ')}`;
}

/** The history's rows that have one of the values, or one close to it: its `id`, `enter`, `later`. */
function rowsWithValue(joined: Joined, searched: Searched, history: Sql, values: Sql, i: number): Sql {
  const { planned, servedTypes, tolerance } = searched;
  const offline = { type: planned.features[i]!.type, value: sql`h.${ident(`v${i}`)}` };
  const online = { type: servedTypes[i]!, value: sql`s.${ident(`g${i}`)}` };
  const keys = valueKeys(offline, online, tolerance);
  const close = closeSql(offline, online, tolerance);
  const same = [...keyNames(joined, searched).map((key) => sql`s.${key} = h.${key}`), sql`s.key = ${keys.offline}`];
  return sql`SELECT s.id, h.enter, h.later
FROM (SELECT s.*, unnest(${keys.online}) AS key FROM ${values} s) s JOIN ${history} h ON ${join(same, ' AND ')}
WHERE h.${ident(`v${i}`)} IS NOT NULL AND (${sameSql(offline, online)}${close ? sql` OR ${close}` : empty})`;
}

function nearestSql(joined: Joined, searched: Searched, values: Sql, rows: Sql, i: number): Sql {
  const names = join([...keyNames(joined, searched), ident(`g${i}`)]);
  return sql`SELECT r.n, l.later, coalesce(e.first <= r.moment, FALSE) AS earlier
FROM (SELECT n, moment, id FROM (${oddRows(joined, searched, i)}) JOIN ${values} USING (${names})) r
ASOF LEFT JOIN ${rows} l ON r.id = l.id AND r.moment < l.enter
LEFT JOIN (SELECT id, min(enter) AS first FROM ${rows} GROUP BY id) e ON e.id = r.id`;
}

function keyNames({ plan }: Joined, { planned }: Searched): Sql[] {
  return planned.view.keys.map((key) => spineKey(plan, key.name));
}
