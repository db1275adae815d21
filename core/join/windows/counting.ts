import { join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import type { Aggregated } from '../../view/windows/aggregated.ts';
import { observedBy, type WindowFeature } from '../../view/windows/events.ts';
import type { Boundary } from '../../view/moment.ts';

/**
 * Windowed aggregates that are to be counted for each label row. There are three ways, which give the same to the bit; each
 * is a query with `label_row`, the parts of some features' aggregates and the times that are wanted: `range-join.ts`,
 * `running-totals.ts`, `frames.ts`. A label row of which nothing counted may be missing, or have nulls.
 */
export interface Counting {
  /** As its events are known: without available-at where all count at once. */
  view: BoundView;
  features: readonly WindowFeature[];
  /** How each feature is computed. */
  all: readonly Aggregated[];
  /** Which events, `e`, count for it. */
  counts: readonly Sql[];
  /** Label rows, `s`. */
  spine: Sql;
  /** The keys' names, in the label rows and in `eventsSql`, which the query around calls `events`. */
  keys: readonly Sql[];
  /** That a label row is of the entity of a row of another table; goes before a condition. */
  same: (right: Sql) => Sql;
  /** When the windows end, TIMESTAMP over a label row. */
  at: Sql;
  boundary: Boundary;
  /** Whether it is to be told when the newest event that counted happened: of all features, `t`, and of each. */
  times: 'none' | 'all' | 'each';
  /** What the time of each is called. */
  timeOf: (place: number) => Sql;
}

/** What stands for the times that are wanted, of features at some places, each of which has a time. */
export function timesOf({ times, timeOf }: Counting, places: readonly number[], time: (place: number) => Sql): Sql[] {
  if (times === 'none') return [];
  const distinct = [...new Map(places.map(time).map((one) => [one.text, one])).values()];
  const all = sql`greatest(${join(distinct)}) AS t`;
  return times === 'all' ? [all] : [all, ...places.map((i) => sql`${time(i)} AS ${timeOf(i)}`)];
}

/** Whether an event is observed by the feature at a place, whenever it happened. */
export function isObserved({ features }: Counting, place: number): Sql {
  return observedBy(features)[place]!.on;
}

/** That a label row's window can hold anything: its end is a time, and after all time's beginning where that must be. */
export function canCount({ at, boundary }: Counting): Sql {
  return boundary === 'strict' ? sql`${at} > '-infinity'::TIMESTAMP` : sql`${at} IS NOT NULL`;
}
