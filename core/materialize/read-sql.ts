import { storedSql } from '../online/stored-sql.ts';
import { micros } from '../sql/micros.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { instantLiteral } from '../view/moment.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { atPlaces } from '../view/snapshot.ts';

/** The winners' keys, t, c and features, in the source's order, all of types that a `BatchReader` takes. */
export function recordsSql(view: BoundView, winners: Sql): Sql {
  const keys = view.keys.map(({ column, type }, i) => sql`${storedSql(type, ident(column))} AS ${keyNames(view)[i]!}`);
  const features = view.features.map(
    ({ column, type }, i) => sql`${storedSql(type, ident(column))} AS ${ident(`f${i}`)}`,
  );
  const records = atPlaces(rowsSql(view, { keys, times: ['t', 'c', 'o'], features }), winners);
  return sql`SELECT * REPLACE (${micros(sql`t`)} AS t, ${micros(sql`c`)} AS c) FROM (${records})`;
}

/** The latest created time up to the end, the rows before the end and before where the last run ended, and the earliest event time. */
export function seenSql(view: BoundView, end: bigint, lastEnd: bigint | null): Sql {
  const created = view.created?.at ?? sql`NULL::TIMESTAMP`;
  const before = (moment: bigint) =>
    sql`(count(*) FILTER (WHERE ${view.timestamp.at} < ${instantLiteral(moment)}))::BIGINT`;
  return sql`SELECT
  epoch_us(max(${created}) FILTER (WHERE ${created} <= ${instantLiteral(end)} AND NOT isinf(${created}))) AS created,
  ${before(end)} AS before,
  ${lastEnd === null ? sql`NULL::BIGINT` : before(lastEnd)} AS before_last,
  epoch_us(min(${view.timestamp.at}) FILTER (WHERE NOT isinf(${view.timestamp.at}))) AS oldest
FROM ${view.relation.from}`;
}
