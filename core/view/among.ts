import { join, sql, typeName, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { countsAt, instantLiteral, type Moment } from './moment.ts';
import { keyNames } from './rows.ts';

/** Among which of a view's rows the winners are looked for. */
export interface Among {
  /** Those that count at it. */
  moment: Moment;
  /** Of these only one entity's: a value, as text, for each of the view's keys. */
  entity?: ReadonlyMap<string, string>;
  /** And only those that no earlier run has read. */
  arrived?: Arrived;
}

/** Rows from `start` on, and late ones. */
export interface Arrived {
  /** Null is from the beginning. */
  start: bigint | null;
  /** Null where no row can be late: all are read, or the start was given. */
  late: Late | null;
}

/**
 * Rows before the start that earlier runs cannot have seen: those created at `created` or later (null:
 * at any time, for there were none), and those that were not known before `known` was over; and those that
 * they left out.
 */
export interface Late {
  created: bigint | null;
  known: bigint | null;
  /** Of those that came late older ones are past their TTL at the end. Null is no limit. */
  oldest: bigint | null;
  /** Before a start that was given, or before what the TTL reached to until it was raised; null from is the beginning. */
  leftOut: { from: bigint | null; to: bigint }[];
}

/** The same as a condition over `source`, as `winnersSql` has it. */
export function amongSql(view: BoundView, { moment, entity, arrived }: Among): Sql {
  const counts = countsAt(view, moment);
  const same = entity ? sameEntity(view, entity) : [];
  const news = arrived && arrivedSql(view, counts, arrived);
  return join([...same, counts, ...(news ? [news] : [])], ' AND ');
}

/** By the names of `rowsSql`; `entity` has a value, as text, for each of the view's keys. */
export function sameEntity(view: BoundView, entity: ReadonlyMap<string, string>): Sql[] {
  return view.keys.map(
    ({ name, type }, i) => sql`${keyNames(view)[i]!} = TRY_CAST(${entity.get(name) ?? ''} AS ${typeName(type)})`,
  );
}

function arrivedSql(view: BoundView, counts: Sql, { start, late }: Arrived): Sql | null {
  if (start === null) return null;
  const arrived = [sql`t >= ${instantLiteral(start)}`];
  if (late) {
    const came: Sql[] = [];
    if (view.created) came.push(late.created === null ? sql`c IS NOT NULL` : sql`c >= ${instantLiteral(late.created)}`);
    if (view.available && late.known !== null) came.push(knownLateSql(view, counts, late.known));
    const oldest = late.oldest === null ? [] : [sql`t >= ${instantLiteral(late.oldest)}`];
    if (came.length) arrived.push(join([sql`(${join(came, ' OR ')})`, ...oldest], ' AND '));
    for (const { from, to } of late.leftOut)
      arrived.push(
        from === null
          ? sql`t < ${instantLiteral(to)}`
          : sql`t >= ${instantLiteral(from)} AND t < ${instantLiteral(to)}`,
      );
  }
  return sql`(${join(arrived, ' OR ')})`;
}

/**
 * Rows that became known late, and with them those of the same entity and moment: what the store holds
 * may be one of these, and of equals only the source's order says which wins.
 */
function knownLateSql(view: BoundView, counts: Sql, known: bigint): Sql {
  const moments = sql`row(${join([...keyNames(view), sql`t`])})`;
  return sql`${moments} IN (SELECT ${moments} FROM source WHERE ${counts} AND a > ${instantLiteral(known)})`;
}
