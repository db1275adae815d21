import { kindOf, type Kind } from '../online/schema.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Interval } from './interval.ts';

/** Per entity the source row that wins by rule 4 among those that a run reads: `o`, its place in the source, and `n`, how many rows it was chosen from. */
export function winnersSql(view: BoundView, interval: Interval): Sql {
  const keys = keyNames(view);
  return sql`WITH source AS (
  ${sourceSql(view)}
)
SELECT ${latestSql(view)} AS o, count(*)::DOUBLE AS n FROM source
WHERE ${join([...keys.map((key) => sql`${key} IS NOT NULL`), readSql(view, interval)], ' AND ')}
${keys.length ? sql`GROUP BY ${join(keys)}` : sql`HAVING count(*) > 0`}`;
}

/**
 * The place of the row that is greatest by (t, c, o). Without a created time t and o fit into one number:
 * measured on a million entities, a third of the time and of the memory.
 */
function latestSql(view: BoundView): Sql {
  const t = micros(sql`t`);
  if (!view.created)
    return sql`(max(${t}::HUGEINT * 18446744073709551616::HUGEINT + o) & 18446744073709551615::HUGEINT)::BIGINT`;
  return sql`max({'t': ${t}, 'c': coalesce(${micros(sql`c`)}, ${least}), 'o': o}).o`;
}

/** Keys, times and places of all rows. A place may be a count of rows, so it is taken before any are left out. */
function sourceSql(view: BoundView): Sql {
  const none = sql`NULL::TIMESTAMP`;
  const columns = [
    ...view.keys.map(({ column }, i) => sql`${ident(column)} AS ${keyNames(view)[i]!}`),
    sql`${view.timestamp.at} AS t`,
    sql`${view.created?.at ?? none} AS c`,
    sql`${view.available?.at ?? none} AS a`,
    sql`(${view.relation.rowOrder})::BIGINT AS o`,
  ];
  return sql`SELECT ${join(columns)} FROM ${view.relation.from}`;
}

function keyNames(view: BoundView): Sql[] {
  return view.keys.map((_, i) => ident(`k${i}`));
}

/** The winners' keys, t, c and features, in the source's order, all of types that a `BatchReader` takes. */
export function recordsSql(view: BoundView, winners: Sql): Sql {
  const keys = view.keys.map(({ column, type }, i) => sql`${stored(type, ident(column))} AS ${ident(`k${i}`)}`);
  const features = view.features.map(({ column, type }, i) => sql`${stored(type, ident(column))} AS ${ident(`f${i}`)}`);
  const columns = [
    ...keys,
    sql`${micros(view.timestamp.at)} AS t`,
    sql`${micros(view.created?.at ?? sql`NULL::TIMESTAMP`)} AS c`,
    ...features,
    sql`(${view.relation.rowOrder})::BIGINT AS o`,
  ];
  return sql`SELECT * EXCLUDE (o) FROM (SELECT ${join(columns)} FROM ${view.relation.from}) SEMI JOIN ${winners} USING (o)`;
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

function readSql(view: BoundView, { start, end, late }: Interval): Sql {
  const early = [sql`t <= ${instant(end)}`, ...(view.available ? [sql`a <= ${instant(end)}`] : [])];
  if (start === null) return join(early, ' AND ');
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
  return join([...early, sql`(${join(arrived, ' OR ')})`], ' AND ');
}

/**
 * Rows that became known late, and with them those of the same entity and moment: what the store holds
 * may be one of these, and of equals only the source's order says which wins.
 */
function knownLateSql(view: BoundView, early: readonly Sql[], known: bigint): Sql {
  const moments = sql`row(${join([...keyNames(view), sql`t`])})`;
  return sql`${moments} IN (SELECT ${moments} FROM source WHERE ${join([...early, sql`a > ${instant(known)}`], ' AND ')})`;
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

/** Microseconds since 1970; the infinite ones, which DuckDB gives no number, are the greatest and the least there are. */
function micros(at: Sql): Sql {
  return sql`CASE WHEN isinf(${at}) THEN CASE WHEN ${at} > TIMESTAMP '1970-01-01' THEN ${greatest} ELSE ${least} END ELSE epoch_us(${at}) END`;
}

export function instant(micros: bigint): Sql {
  return sql`make_timestamp(${micros})`;
}

const greatest = 9_223_372_036_854_775_807n;
const least = -greatest;
