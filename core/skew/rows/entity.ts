import type { Engine, Run } from '../../engine/engine.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { PairClass } from '../report.ts';
import { offline, online, pairClass, type ViewPairs } from '../pairs.ts';
import { sidesOf } from '../picture/sides.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import type { BoundLabels } from '../../table/bound.ts';

export interface SkewEntity {
  view: string;
  n: number;
  entity: string;
  at: bigint;
  /** The row that counts on each side; null where there is none. Of windows, the newest event that counted, where one did. */
  offline: { time: bigint | null; created: bigint | null } | null;
  online: { time: bigint | null } | null;
  features: SkewEntityFeature[];
  /** How the store itself shows the record; null against a log. */
  stored: { command: string | null; raw: string | null } | null;
  /** The log's row, its columns as text; null against the store. */
  logged: { name: string; value: string | null }[] | null;
}

export interface SkewEntityFeature {
  feature: string;
  type: string;
  class: PairClass;
  /** As text; instants are ISO-like in UTC. */
  offline: string | null;
  online: string | null;
  /** As `difference` of a page, as a number of seconds for instants; null where there is none. */
  difference: number | null;
}

/** One pair of a view, feature by feature. Throws `unknown_name`. */
export async function entityPair(
  engine: Engine,
  view: ViewPairs,
  n: number,
  run: Run,
): Promise<Omit<SkewEntity, 'stored' | 'logged'>> {
  const { features } = view.planned;
  const values = features.flatMap((_, i) => {
    const { kind, difference } = sidesOf(view, i);
    const apart = difference && (kind === 'instant' ? sql`${difference} / 1e6` : difference);
    return [
      sql`${offline(i)}::VARCHAR AS ${ident(`f${i}`)}`,
      sql`${online(i)}::VARCHAR AS ${ident(`g${i}`)}`,
      sql`${pairClass(i)} AS ${ident(`s${i}`)}`,
      sql`${apart ?? sql`NULL::DOUBLE`} AS ${ident(`d${i}`)}`,
    ];
  });
  const times = ['at', 'off_t', 'off_c', 'on_t'].map((name) => sql`epoch_us(${ident(name)}) AS ${ident(name)}`);
  const here = sql`off_o IS NOT NULL AS off_here, on_here`;
  const [row] = await engine.rows<Record<string, string | number | bigint | boolean | null>>(
    sql`SELECT entity, ${here}, ${join([...times, ...values])} FROM ${view.table} WHERE n = ${n}`,
    run,
  );
  if (!row) throw unknownName('pair', n);
  return {
    view: view.planned.view.name,
    n,
    entity: row.entity as string,
    at: row.at as bigint,
    offline: row.off_here ? { time: row.off_t as bigint | null, created: row.off_c as bigint | null } : null,
    online: row.on_here ? { time: row.on_t as bigint | null } : null,
    features: features.map(({ name, type }, i) => ({
      feature: name,
      type,
      class: row[`s${i}`] as PairClass,
      offline: row[`f${i}`] as string | null,
      online: row[`g${i}`] as string | null,
      difference: row[`d${i}`] as number | null,
    })),
  };
}

/** The row of a served log that a pair is about, its columns as text; null where it is not found again. */
export async function loggedRow(
  engine: Engine,
  log: BoundLabels,
  view: ViewPairs,
  n: number,
  run: Run,
): Promise<SkewEntity['logged']> {
  const { relation, timestamp, keys } = log;
  const of = (column: string) => sql`(SELECT ${ident(column)} FROM ${view.table} WHERE n = ${n})`;
  const same = view.planned.view.keys.map((key, i) => {
    const { column } = keys.find((one) => one.name === key.name) ?? key;
    return sql`${ident(column)} = ${of(`k${i}`)}`;
  });
  const columns = relation.columns.map(({ name }, i) => sql`${ident(name)}::VARCHAR AS ${ident(`c${i}`)}`);
  const [row] = await engine.rows<Record<string, string | null>>(
    sql`SELECT ${join(columns)} FROM ${relation.from}
WHERE ${timestamp.at} = ${of('at')} AND ${join(same, ' AND ')} ORDER BY ${relation.rowOrder} LIMIT 1`,
    run,
  );
  return row ? relation.columns.map(({ name }, i) => ({ name, value: row[`c${i}`]! })) : null;
}
