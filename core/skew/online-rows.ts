import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { isNumber, type Side } from './comparison.ts';
import { settleTypes } from './served-types.ts';
import { instantOf, type StoredRows } from './stored-rows.ts';

/** A view's records, each entity's once. */
export interface OnlineRows {
  /** A query: `entity`, `on_t`, g0.. and h0.., whether the record has the feature. */
  query: Sql;
  /** Null where no record has the feature. */
  values: (Side | null)[];
}

/** The records of all layouts in one query, with a type for each feature: the one that is wanted where that loses nothing. */
export async function onlineRows(
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
