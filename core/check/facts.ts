import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundKey, BoundLabels, BoundView, Instant } from '../table/bound.ts';
import { hasZone } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { describeType } from '../types/describe-type.ts';

/** What one reading of a table's rows tells. Counts are of rows. */
export interface Facts {
  rows: number;
  /** Of the event timestamp; null where no row has one. */
  first: bigint | null;
  last: bigint | null;
  nullKeys: { name: string; rows: number }[];
  times: TimeFacts[];
}

export interface TimeFacts {
  column: string;
  /** Rows without a time; of these, those whose value could not be read as one. */
  nulls: number;
  unreadable: number;
  /** Text with a zone, and text without one. Both 0 for other types. */
  zoned: number;
  unzoned: number;
  /** Rows where it lies before the event timestamp. */
  beforeEvent: number;
}

/** Reads a table once. The first of `times` is the event timestamp. */
export async function readFacts(
  engine: Engine,
  relation: Relation,
  keys: readonly BoundKey[],
  times: readonly [Instant, ...Instant[]],
  run?: Run,
): Promise<Facts> {
  const [event] = times;
  const counts = [
    ...keys.map((key, i) => counted(`key${i}`, sql`${ident(key.column)} IS NULL`)),
    ...times.flatMap((time, i) => [
      counted(`null${i}`, sql`${time.at} IS NULL`),
      counted(`bad${i}`, sql`${time.at} IS NULL AND ${ident(time.column)} IS NOT NULL`),
      counted(`zoned${i}`, isText(relation, time) ? hasZone(textOf(time)) : sql`FALSE`),
      counted(`unzoned${i}`, isText(relation, time) ? sql`NOT ${hasZone(textOf(time))}` : sql`FALSE`),
      counted(`before${i}`, sql`${time.at} < ${event.at}`),
    ]),
  ];
  const [row] = await engine.rows<Record<string, number> & { first: bigint | null; last: bigint | null }>(
    sql`SELECT count(*)::DOUBLE AS n, epoch_us(min(${event.at})) AS first, epoch_us(max(${event.at})) AS last, ${join(counts)} FROM ${relation.from}`,
    run,
  );
  const found = row!;
  return {
    rows: found.n!,
    first: found.first,
    last: found.last,
    nullKeys: keys.map((key, i) => ({ name: key.name, rows: found[`key${i}`]! })),
    times: times.map((time, i) => ({
      column: time.column,
      nulls: found[`null${i}`]!,
      unreadable: found[`bad${i}`]!,
      zoned: found[`zoned${i}`]!,
      unzoned: found[`unzoned${i}`]!,
      beforeEvent: found[`before${i}`]!,
    })),
  };
}

/** Rows of a view that share join keys, event timestamp and created timestamp with another: rule 4 leaves them to the file's order. */
export async function countTies(engine: Engine, view: BoundView, run?: Run): Promise<number> {
  const keys = view.keys.map((key) => ident(key.column));
  const times = [view.timestamp, ...(view.created ? [view.created] : [])].map((time) => time.at);
  const present = join(
    [...keys, view.timestamp.at].map((value) => sql`${value} IS NOT NULL`),
    ' AND ',
  );
  const [found] = await engine.rows<{ n: number }>(
    sql`SELECT coalesce(sum(n), 0)::DOUBLE AS n FROM (
  SELECT count(*) AS n FROM ${view.relation.from} WHERE ${present} GROUP BY ${join([...keys, ...times])} HAVING count(*) > 1
)`,
    run,
  );
  return found!.n;
}

/** How many different values the target has, counted up to a few more than can be classes. */
export async function countClasses(engine: Engine, labels: BoundLabels, limit: number, run?: Run): Promise<number> {
  const target = ident(labels.target!.name);
  const [found] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS n FROM (SELECT DISTINCT ${target} FROM ${labels.relation.from} WHERE ${target} IS NOT NULL LIMIT ${limit})`,
    run,
  );
  return found!.n;
}

function counted(name: string, condition: Sql): Sql {
  return sql`count(CASE WHEN ${condition} THEN 1 END)::DOUBLE AS ${ident(name)}`;
}

function isText(relation: Relation, time: Instant): boolean {
  return describeType(relation.columns.find((column) => column.name === time.column)!.type).family === 'text';
}

function textOf(time: Instant): Sql {
  return sql`${ident(time.column)}::VARCHAR`;
}
