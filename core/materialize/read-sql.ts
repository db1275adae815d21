import { kindOf, type Kind } from '../online/schema.ts';
import { micros } from '../sql/micros.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { countsAt, instant } from '../view/moment.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { atPlaces } from '../view/snapshot.ts';
import type { Interval } from './interval.ts';

/** The winners' keys, t, c and features, in the source's order, all of types that a `BatchReader` takes. */
export function recordsSql(view: BoundView, winners: Sql): Sql {
  const keys = view.keys.map(({ column, type }, i) => sql`${stored(type, ident(column))} AS ${keyNames(view)[i]!}`);
  const features = view.features.map(({ column, type }, i) => sql`${stored(type, ident(column))} AS ${ident(`f${i}`)}`);
  const records = atPlaces(rowsSql(view, { keys, times: ['t', 'c', 'o'], features }), winners);
  return sql`SELECT * REPLACE (${micros(sql`t`)} AS t, ${micros(sql`c`)} AS c) FROM (${records})`;
}

/** The latest created time up to the end, the rows before the end and before where the last run ended, and the earliest event time. */
export function seenSql(view: BoundView, end: bigint, lastEnd: bigint | null): Sql {
  const created = view.created?.at ?? sql`NULL::TIMESTAMP`;
  const before = (moment: bigint) => sql`(count(*) FILTER (WHERE ${view.timestamp.at} < ${instant(moment)}))::BIGINT`;
  return sql`SELECT
  epoch_us(max(${created}) FILTER (WHERE ${created} <= ${instant(end)} AND NOT isinf(${created}))) AS created,
  ${before(end)} AS before,
  ${lastEnd === null ? sql`NULL::BIGINT` : before(lastEnd)} AS before_last,
  epoch_us(min(${view.timestamp.at}) FILTER (WHERE NOT isinf(${view.timestamp.at}))) AS oldest
FROM ${view.relation.from}`;
}

/** Of a view's rows, those that a run reads; over `source`, as `winnersSql` has it. */
export function readSql(view: BoundView, { start, end, late }: Interval): Sql {
  const early = countsAt(view, { asOf: end, options: { boundary: 'inclusive', ttl: false } });
  if (start === null) return early;
  const arrived = [sql`t >= ${instant(start)}`];
  if (late) {
    const came: Sql[] = [];
    if (view.created) came.push(late.created === null ? sql`c IS NOT NULL` : sql`c >= ${instant(late.created)}`);
    if (view.available && late.known !== null) came.push(knownLateSql(view, early, late.known));
    const oldest = late.oldest === null ? [] : [sql`t >= ${instant(late.oldest)}`];
    if (came.length) arrived.push(join([sql`(${join(came, ' OR ')})`, ...oldest], ' AND '));
    for (const { from, to } of late.leftOut)
      arrived.push(from === null ? sql`t < ${instant(to)}` : sql`t >= ${instant(from)} AND t < ${instant(to)}`);
  }
  return sql`${early} AND (${join(arrived, ' OR ')})`;
}

/**
 * Rows that became known late, and with them those of the same entity and moment: what the store holds
 * may be one of these, and of equals only the source's order says which wins.
 */
function knownLateSql(view: BoundView, early: Sql, known: bigint): Sql {
  const moments = sql`row(${join([...keyNames(view), sql`t`])})`;
  return sql`${moments} IN (SELECT ${moments} FROM source WHERE ${early} AND a > ${instant(known)})`;
}

/** A value as `OnlineValue` has it. */
function stored(type: string, value: Sql): Sql {
  const kind = kindOf(type);
  return isPlain(kind) ? value : convert(kind, value);
}

function isPlain(kind: Kind): boolean {
  return typeof kind === 'object' ? isPlain(kind.list) : kind !== 'timestamp' && kind !== 'text';
}

function convert(kind: Kind, value: Sql): Sql {
  if (typeof kind === 'object')
    return isPlain(kind.list) ? value : sql`list_transform(${value}, lambda x: ${convert(kind.list, sql`x`)})`;
  return kind === 'timestamp' ? micros(sql`(${value})::TIMESTAMP`) : sql`(${value})::VARCHAR`;
}
