/* What becomes of an event at a moment, for one windowed feature: once in SQL and once in TypeScript, which a test holds equal. */
import { micros } from '../../sql/micros.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { endless, isEndless } from '../../time/span.ts';
import { instantLiteral, type Boundary } from '../moment.ts';
import { hasVersions, observedBy, type WindowFeature } from './events.ts';

/** The first that holds: `inside` is counted, whatever else is not. */
export const eventReasons = [
  'inside',
  'too_early',
  'too_late',
  'not_yet_known',
  'superseded',
  'filtered_out',
  'null',
] as const;
export type EventReason = (typeof eventReasons)[number];

/** What a feature makes of an event that its window holds. */
export type Observation = Extract<EventReason, 'inside' | 'filtered_out' | 'null'>;

/** When an event happened, was known, and had its place taken by a later version: microseconds, infinite ones `endless`. */
export interface EventTimes {
  t: bigint;
  /** Null is never. Of no meaning where all is known at once. */
  a: bigint | null;
  /** Null where no version took its place. */
  gone: bigint | null;
}

/** Which events count for a feature at a moment. */
export interface WindowRule {
  /** Microseconds; null is `lifetime`. */
  window: bigint | null;
  boundary: Boundary;
  /** Events are known at a time of their own. */
  available: boolean;
  /** Microseconds; the window ends so much before the moment. */
  embargo: bigint;
}

/** Whether an event, `e`, counts at a moment: in a window that ends there (null is `lifetime`), and known by then. */
export function countsIn(view: BoundView, window: bigint | null, moment: Sql, boundary: Boundary): Sql {
  return join(
    conditions(view, { window, boundary, versions: hasVersions(view) }, moment).map(({ holds }) => holds),
    ' AND ',
  );
}

/** Whether an event, `e`, is not too early for a window that begins at a moment. */
export function isSince(begin: Sql, boundary: Boundary): Sql {
  return sql`e.t ${boundary === 'strict' ? sql`>=` : sql`>`} ${begin} AND e.t > '-infinity'::TIMESTAMP`;
}

/** Why an event, `e`, counts for a feature at a moment, or does not; over `eventsSql` of `asObserved`, with every event. */
export function reasonSql(view: BoundView, feature: WindowFeature, moment: bigint, boundary: Boundary): Sql {
  const told = { window: feature.aggregate.window, boundary, versions: view.dedupeBy !== undefined };
  const rules = conditions(view, told, instantLiteral(moment));
  const fails = rules.map(({ holds, otherwise }) => sql`WHEN (${holds}) IS NOT TRUE THEN ${otherwise}`);
  return sql`CASE ${join(fails, ' ')} ELSE ${observationSql([feature])[0]!} END`;
}

/** The twin of `reasonSql`. */
export function reasonOf(event: EventTimes, seen: Observation, at: bigint, rule: WindowRule): EventReason {
  const { window, boundary, available, embargo } = rule;
  const until = windowEnd(at, embargo);
  if (boundary === 'strict' ? event.t >= until : event.t > until) return 'too_late';
  if (available && (event.a === null || event.a > until)) return 'not_yet_known';
  if (event.gone !== null && event.gone <= until) return 'superseded';
  if (window === null) return seen;
  const from = windowEnd(until, window);
  const isEarly = boundary === 'strict' ? event.t < from : event.t <= from;
  return isEarly || event.t === -endless ? 'too_early' : seen;
}

/** An instant and a span before it: infinity less anything is infinity. */
export function windowEnd(at: bigint, span: bigint): bigint {
  return isEndless(at) ? at : at - span;
}

/** The columns of an event's times, over `eventsSql` with every event. */
export function eventTimes(view: BoundView): Sql[] {
  const none = sql`NULL::BIGINT`;
  return [
    sql`${micros(sql`t`)} AS t`,
    sql`${view.available ? micros(sql`a`) : none} AS a`,
    sql`${view.dedupeBy ? micros(sql`gone`) : none} AS gone`,
  ];
}

/** The features whose observations tell a filter from a null: each as it is, and one that counts rows in its place. */
export function asObserved(features: readonly WindowFeature[]): WindowFeature[] {
  const rows = features.map((feature) => ({ ...feature, aggregate: { ...feature.aggregate, column: null } }));
  return [...features, ...rows];
}

/** What each of several features makes of an event, over `eventsSql` of `asObserved`. */
export function observationSql(features: readonly WindowFeature[]): Sql[] {
  const observed = observedBy(asObserved(features));
  return features.map((_, i) => {
    const [own, passes] = [observed[i]!, observed[i + features.length]!];
    return sql`CASE WHEN NOT ${passes.on} THEN 'filtered_out' WHEN NOT ${own.on} THEN 'null' ELSE 'inside' END`;
  });
}

function conditions(
  view: BoundView,
  { window, boundary, versions }: Pick<WindowRule, 'window' | 'boundary'> & { versions: boolean },
  moment: Sql,
): { otherwise: EventReason; holds: Sql }[] {
  const before = boundary === 'strict' ? sql`<` : sql`<=`;
  const within = isSince(sql`${moment} - to_microseconds(${window ?? 0n})`, boundary);
  return [
    { otherwise: 'too_late', holds: sql`e.t ${before} ${moment}` },
    ...(view.available ? [{ otherwise: 'not_yet_known', holds: sql`e.a <= ${moment}` } as const] : []),
    ...(versions ? [{ otherwise: 'superseded', holds: sql`(e.gone IS NULL OR e.gone > ${moment})` } as const] : []),
    ...(window === null ? [] : [{ otherwise: 'too_early', holds: within } as const]),
  ];
}
