import { AsofError } from '../errors/asof-error.ts';
import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { aggregatesAt, leveled, partsSql } from '../view/windows/aggregate.ts';
import type { Aggregated } from '../view/windows/aggregated.ts';
import { countsIn, eventsSql, observedBy, type WindowFeature } from '../view/windows/events.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import type { ColumnFacts } from '../view/windows/total.ts';
import { labelMoment, naiveMoment, pickColumn, sameKeys, status } from './as-of.ts';
import { unknownFacts } from './facts.ts';
import type { JoinPlan, NaiveStrategy, PlannedFeature, PlannedView } from './request.ts';
import { keyValue, labelColumn, spineKey } from './spine.ts';

/** Features of a view of windowed aggregates. */
export interface PlannedWindows extends PlannedView {
  features: (PlannedFeature & WindowFeature)[];
}

export function areWindows(planned: PlannedView): planned is PlannedWindows {
  return computesWindows(planned.view);
}

/**
 * The point-in-time join of spec 2.1 for a view of windowed aggregates, in the shape of `asOfSql`: `t` is the event
 * timestamp of the newest event that counted for any of the features, null where none did. A row is `matched` where
 * its entity has an event that was known, whatever its age.
 */
export function windowsSql(plan: JoinPlan, planned: PlannedWindows, spine: Sql, columns: readonly ColumnFacts[]): Sql {
  const { view, features } = planned;
  const { boundary } = plan.options;
  const at = labelMoment(plan);
  const keys = keysOf(plan, planned);
  const names = keys.map(({ name }) => name);
  const { all, counts } = aggregatesAt(view, features, columns, names, at, boundary);
  const labels = planned === plan.views[0] ? plan.labels.relation.columns.map((_, i) => labelColumn(plan, i)) : [];
  const happens = boundary === 'strict' ? sql`t + to_microseconds(1)` : sql`t`;
  const enters = view.available ? sql`greatest(${happens}, a)` : happens;
  const ofLabels = distinct([...labels, ...names]).map((name) => sql`s.${name}`);
  const values = all.map(({ value }, i) => sql`${value} AS ${pickColumn(planned, features[i]!)}`);
  return sql`WITH events AS MATERIALIZED (
${eventsSql(view, features, keys)}
), counted AS (
${countedSql(plan, planned, spine, all, counts, countsIn(view, widest(features), at, boundary), [newest('t', counts)])}
), fared AS (
  SELECT ${join([sql`s.label_row`, ...ofLabels])}, CASE WHEN f.entered <= ${at} THEN ${status('matched')} WHEN f.happened <= ${at} THEN ${status('unknown_yet')} ELSE ${status('no_history')} END AS status
  FROM ${spine} s LEFT JOIN (
    SELECT ${join([...names, sql`min(${happens}) AS happened`, sql`min(${enters}) AS entered`])} FROM events${byKeys(names)}
  ) f ON ${sameKeys(plan, planned, unknownFacts, sql`f`)}TRUE
)
SELECT ${join([sql`label_row`, ...labels, sql`t`, sql`status`, ...values])}
FROM ${leveled(sql`SELECT * FROM fared LEFT JOIN counted USING (label_row)`, all)}
ORDER BY label_row`;
}

/**
 * A naive join of spec 2.1 for such a view, in the shape of `naiveSql`, where `t` and `a` are the latest of the events that counted for
 * any feature; and with the same of each feature, `pickTime`: what it counts may differ, so that one leaks and another does not.
 */
export function naiveWindowsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  columns: readonly ColumnFacts[],
  strategy: Exclude<NaiveStrategy, 'nearest'>,
): Sql {
  const { features } = planned;
  const view: BoundView = { ...planned.view, available: null };
  const keys = keysOf(plan, planned);
  const names = keys.map(({ name }) => name);
  const at = naiveMoment(plan, strategy);
  const boundary = strategy === 'event-time' ? plan.options.boundary : 'inclusive';
  const { all, counts: counted } = aggregatesAt(view, features, columns, names, at, boundary);
  const counts = strategy === 'latest' ? observedBy(features).map(({ on }) => on) : counted;
  const times: ('t' | 'a')[] = planned.view.available ? ['t', 'a'] : ['t'];
  const latest = times.flatMap((time) => [
    newest(time, counts),
    ...features.map(
      (feature, i) => sql`max(e.${ident(time)}) FILTER (${counts[i]!}) AS ${pickTime(planned, feature, time)}`,
    ),
  ]);
  const rows =
    strategy === 'latest'
      ? sql`SELECT s.label_row, v.* FROM ${spine} s JOIN (SELECT ${join([...names, ...latest, ...partsSql(all, counts)])} FROM events e${byKeys(names)}) v ON ${sameKeys(plan, planned, unknownFacts, sql`v`)}TRUE`
      : countedSql(plan, planned, spine, all, counts, countsIn(view, widest(features), at, boundary), latest);
  const ofLabels = names.map((name) => sql`s.${name}`);
  const found =
    strategy === 'latest' && names.length > 0
      ? sql`SELECT * EXCLUDE (${join(names)}) FROM counted`
      : sql`SELECT * FROM counted`;
  const values = all.map(({ value }, i) => sql`${value} AS ${pickColumn(planned, features[i]!)}`);
  const allTimes = times.flatMap((time) => [
    ident(time),
    ...features.map((feature) => pickTime(planned, feature, time)),
  ]);
  return sql`WITH events AS (
${eventsSql(planned.view, features, keys, 'all')}
), counted AS (
${rows}
)
SELECT ${join([sql`label_row`, ...allTimes, ...values])}
FROM ${leveled(sql`SELECT * FROM (SELECT ${join([sql`s.label_row`, ...ofLabels])} FROM ${spine} s) LEFT JOIN (${found}) USING (label_row)`, all)}
ORDER BY label_row`;
}

/** Throws `bad_option` for the naive join that spec 2.1 does not define for windows. */
export function definedFor(strategy: NaiveStrategy, { view }: PlannedView): Exclude<NaiveStrategy, 'nearest'> {
  if (strategy !== 'nearest') return strategy;
  const message = `${view.name} computes its features from the events of a window, of which none is the nearest`;
  throw new AsofError('bad_option', { message, expected: 'compare with latest, same-day or event-time' });
}

/** In naive picks, the latest event timestamp or available-at of what a feature counted. */
export function pickTime(planned: PlannedView, feature: { name: string }, time: 't' | 'a'): Sql {
  return ident(`${time} of ${planned.view.name}__${feature.name}`);
}

/** Per label row that has events in the widest window: `label_row`, what more is asked, and the parts of all aggregates. */
function countedSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  all: readonly Aggregated[],
  counts: readonly Sql[],
  any: Sql,
  more: readonly Sql[],
): Sql {
  return sql`SELECT ${join([sql`s.label_row`, ...more, ...partsSql(all, counts)])}
FROM ${spine} s JOIN events e ON ${sameKeys(plan, planned, unknownFacts, sql`e`)}${any}
GROUP BY s.label_row`;
}

function newest(time: 't' | 'a', counts: readonly Sql[]): Sql {
  const any = join(
    counts.map((one) => sql`(${one})`),
    ' OR ',
  );
  return sql`max(e.${ident(time)}) FILTER (${any}) AS ${ident(time)}`;
}

function widest(features: readonly WindowFeature[]): bigint | null {
  const windows = features.map(({ aggregate }) => aggregate.window);
  return windows.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));
}

function keysOf(plan: JoinPlan, { view }: PlannedWindows): { name: Sql; value: Sql }[] {
  return view.keys.map((key) => ({ name: spineKey(plan, key.name), value: keyValue(key, plan) }));
}

function byKeys(names: readonly Sql[]): Sql {
  return names.length > 0 ? sql` GROUP BY ${join(names)}` : empty;
}

function distinct(names: readonly Sql[]): Sql[] {
  return names.filter(({ text }, i) => names.findIndex((other) => other.text === text) === i);
}
