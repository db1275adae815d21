import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { Aggregated } from '../../view/windows/aggregated.ts';
import { isSince } from '../../view/windows/reasons.ts';
import { isObserved, timesOf, type Counting } from './counting.ts';
import { reachingSql } from './range-join.ts';

/** Whether an aggregate of some events can be made of those of parts of them. */
export function canBeMerged({ parts }: Aggregated): boolean {
  return parts.every((part) => 'added' in part || part.merged !== undefined);
}

/**
 * As `rangeJoinSql`, of aggregates that can be merged. What a window holds, all wider ones hold: a pair is put into the
 * ring between the narrowest window that holds the event and the next narrower one, and counted there, once
 * for all windows. What a window holds is then what its rings hold.
 */
export function nestedSql(counting: Counting, places: readonly number[]): Sql {
  const { features, all, spine, at, boundary } = counting;
  const windows = [...new Set(places.map((i) => features[i]!.aggregate.window))].sort(byWidth);
  const ringOf = (i: number): number => windows.indexOf(features[i]!.aggregate.window);
  const bounded = windows.filter((window) => window !== null);
  const begin = (k: number): Sql => ident(`begin${k}`);
  // Long enough ago a window has no beginning.
  const begins = bounded.map(
    (window, k) => sql`coalesce(TRY(${at} - to_microseconds(${window})), '-infinity'::TIMESTAMP) AS ${begin(k)}`,
  );
  const isIn = bounded.map((_, k) => isSince(sql`s.${begin(k)}`, boundary));
  const rings = isIn.map((holds, k) => sql`WHEN ${holds} THEN ${k} `);

  const pieces: Piece[] = [];
  /** Over its pieces in all rings of a window: what several windows hold of the same is one piece. */
  const merged = (i: number, by: Sql, value: Sql): Sql => {
    const number = sql`CASE WHEN ${isObserved(counting, i)} THEN ${value} END`;
    const ring = ringOf(i);
    let piece = pieces.find((one) => one.by.text === by.text && one.number.text === number.text);
    if (!piece) pieces.push((piece = { name: ident(`piece${pieces.length}`), by, number, furthest: ring }));
    piece.furthest = Math.max(piece.furthest, ring);
    return sql`${by}(${piece.name})${ring === windows.length - 1 ? sql`` : sql` FILTER (ring <= ${ring})`}`;
  };
  const parts = places.flatMap((i) =>
    all[i]!.parts.map((part) => {
      const { by, value } = 'added' in part ? { by: sql`sum`, value: part.added } : part.merged!;
      return sql`${merged(i, by, value)} AS ${part.name}`;
    }),
  );
  const times = timesOf(counting, places, (i) => merged(i, sql`max`, sql`t`));
  // A value outside of all windows of a feature may be one that cannot be added up.
  const counted = pieces.map(({ name, by, furthest }) => {
    const wanted = furthest === windows.length - 1 ? name : sql`CASE WHEN ring <= ${furthest} THEN ${name} END`;
    return sql`${by}(${wanted}) AS ${name}`;
  });
  const events = sql`(SELECT ${join([sql`events.*`, ...pieces.map(({ name, number }) => sql`${number} AS ${name}`)])} FROM events)`;
  const begun = { ...counting, spine: sql`(SELECT ${join([sql`s.*`, ...begins])} FROM ${spine} s)` };
  return sql`SELECT ${join([sql`label_row`, ...times, ...parts])} FROM (
  SELECT ${join([sql`label_row`, sql`ring`, ...counted])} FROM (
    SELECT ${join([sql`s.label_row`, sql`CASE ${join([...rings, sql`WHEN TRUE THEN ${windows.length - 1} END`], '')} AS ring`, ...pieces.map(({ name }) => sql`e.${name}`)])}
    FROM ${reachingSql(begun, windows.at(-1)!, events, isIn[windows.length - 1])}
  ) GROUP BY label_row, ring
) GROUP BY label_row`;
}

/** An aggregate of the pairs of a ring. */
interface Piece {
  name: Sql;
  by: Sql;
  /** Of each event; null where it is not observed. */
  number: Sql;
  /** The last ring in which it is wanted. */
  furthest: number;
}

/** The narrowest first; `lifetime` is the widest. */
function byWidth(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
