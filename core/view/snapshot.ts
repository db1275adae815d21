import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { winnersPlace } from './later.ts';
import { keyNames, rowsSql } from './rows.ts';

/**
 * Per entity the row that wins among some of a view's rows: its keys, `o`, its place in the source, and `n` (DOUBLE),
 * from how many it was chosen. `among` is a condition over `source`, which are the rows; those without a
 * key never count.
 *
 * @example winnersSql(view, countsAt(view, { asOf, options })) // the view's snapshot at a moment
 */
export function winnersSql(view: BoundView, among: Sql): Sql {
  const keys = keyNames(view);
  const columns = [...keys, sql`${winnersPlace(view)} AS o`, sql`count(*)::DOUBLE AS n`];
  // A place may be a count of rows, so it is taken before any are left out.
  return sql`WITH source AS (
  ${rowsSql(view)}
)
SELECT ${join(columns)} FROM source
WHERE ${join([...keys.map((key) => sql`${key} IS NOT NULL`), among], ' AND ')}
${keys.length ? sql`GROUP BY ${join(keys)}` : sql`HAVING count(*) > 0`}`;
}

/** Of rows with `o`, those at the places that a table of winners names, in the source's order. */
export function atPlaces(rows: Sql, winners: Sql): Sql {
  return sql`SELECT * EXCLUDE (${ident('o')}) FROM (${rows}) SEMI JOIN ${winners} USING (o)`;
}
