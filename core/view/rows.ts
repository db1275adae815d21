import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';

/** An event timestamp, a created timestamp and an available-at (TIMESTAMP; the last two null where the view has none), and a row's place in its source (BIGINT). */
export type RowTime = 't' | 'c' | 'a' | 'o';

export interface RowParts {
  /** `k0`, `k1`, .. as they are in the source, where not said. */
  keys?: readonly Sql[];
  /** All four where not said. */
  times?: readonly RowTime[];
  /** Whatever else, each with its name. */
  features?: readonly Sql[];
  where?: Sql;
}

/**
 * The rows of a view as every question sees them. This is where a source is read: keys, times and the place
 * have one meaning in all that is made of it.
 *
 * @example rowsSql(view, { times: ['t'] }) // SELECT "customer_id" AS "k0", "event_timestamp" AS t FROM ..
 */
export function rowsSql(view: BoundView, parts: RowParts = {}): Sql {
  const { keys = sourceKeys(view), times = ['t', 'c', 'a', 'o'], features = [], where } = parts;
  const columns = [...keys, ...times.map((time) => sql`${timeSql(view, time)} AS ${ident(time)}`), ...features];
  const rows = sql`SELECT ${join(columns)} FROM ${view.relation.from}`;
  return where ? sql`${rows} WHERE ${where}` : rows;
}

/** One of a row's times, over the source. */
export function timeSql({ timestamp, created, available, relation }: BoundView, time: RowTime): Sql {
  switch (time) {
    case 't':
      return timestamp.at;
    case 'c':
      return created?.at ?? sql`NULL::TIMESTAMP`;
    case 'a':
      return available?.at ?? sql`NULL::TIMESTAMP`;
    case 'o':
      return sql`(${relation.rowOrder})::BIGINT`;
  }
}

/** The names of a view's keys in its rows. */
export function keyNames(view: BoundView): Sql[] {
  return view.keys.map((_, i) => ident(`k${i}`));
}

function sourceKeys(view: BoundView): Sql[] {
  return view.keys.map(({ column }, i) => sql`${ident(column)} AS ${keyNames(view)[i]!}`);
}
