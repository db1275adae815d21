import type { TableRange } from '../question/drift.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import type { Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';

/** What is behind FROM for a relation's rows between two times; without a time, for all. Its last part may be WHERE. */
export function rowsInRange({ from: rows }: Relation, timestamp: Instant | null, range: TableRange): Sql {
  const condition = timestamp && inRange(timestamp, range);
  return condition ? sql`${rows} WHERE ${condition}` : rows;
}

/** The others; those without a time are among them, where the range has an end. */
export function rowsBesidesRange({ from: rows }: Relation, timestamp: Instant, range: TableRange): Sql {
  return sql`${rows} WHERE (${inRange(timestamp, range) ?? sql`TRUE`}) IS NOT TRUE`;
}

/** Null where every row is in it. */
function inRange(timestamp: Instant, { from, to }: TableRange): Sql | null {
  const moment = (at: bigint): Sql => sql`make_timestamp(${at})`;
  const conditions = [
    ...(from === null ? [] : [sql`${timestamp.at} >= ${moment(from)}`]),
    ...(to === null ? [] : [sql`${timestamp.at} < ${moment(to)}`]),
  ];
  return conditions.length > 0 ? join(conditions, ' AND ') : null;
}
