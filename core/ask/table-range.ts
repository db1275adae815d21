import type { TableRange } from '../question/drift.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import type { Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';

/** What is behind FROM for a relation's rows between two times; without a time, for all. Its last part may be WHERE. */
export function rowsInRange({ from: rows }: Relation, timestamp: Instant | null, { from, to }: TableRange): Sql {
  if (!timestamp || (from === null && to === null)) return rows;
  const moment = (at: bigint): Sql => sql`make_timestamp(${at})`;
  const conditions = [
    ...(from === null ? [] : [sql`${timestamp.at} >= ${moment(from)}`]),
    ...(to === null ? [] : [sql`${timestamp.at} < ${moment(to)}`]),
  ];
  return sql`${rows} WHERE ${join(conditions, ' AND ')}`;
}
