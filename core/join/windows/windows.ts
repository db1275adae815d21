import { AsofError } from '../../errors/asof-error.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { aggregatesAt, leveled, partsSql } from '../../view/windows/aggregate.ts';
import { eventsSql, observedBy } from '../../view/windows/events.ts';
import { labelMoment, naiveMoment, pickColumn, sameKeys, status } from '../as-of.ts';
import { unknownFacts } from '../facts.ts';
import type { PlannedWindows } from '../planned-kinds.ts';
import type { JoinPlan, NaiveStrategy, PlannedView, Wanted } from '../request.ts';
import { keyValue, labelColumn, spineKey } from '../spine.ts';
import { countedSql } from './counted.ts';
import type { Counting } from './counting.ts';
import { notYetKnownSql } from './not-yet-known.ts';
import { newest } from './range-join.ts';
import type { WindowFacts } from './window-facts.ts';

const day = 86_400_000_000n;

/**
 * The point-in-time join of spec 2.1 for a view of windowed aggregates, in the shape of `asOfSql`: `t` is the event
 * timestamp of the newest event that counted for any of the features, null where none did; it is there where times are
 * wanted. A row is `matched` where its entity has an event that was known, whatever its age.
 */
export function windowsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  facts: WindowFacts,
  wanted: Wanted = 'times',
): Sql {
  const { view, features } = planned;
  const times = wanted === 'times' || plan.options.withTimestamps ? 'all' : 'none';
  const counting = countingOf(plan, planned, spine, facts, { view, at: labelMoment(plan), times });
  const { all, keys, at, boundary, same } = counting;
  const labels = planned === plan.views[0] ? plan.labels.relation.columns.map((_, i) => labelColumn(plan, i)) : [];
  const happens = boundary === 'strict' ? sql`t + to_microseconds(1)` : sql`t`;
  const enters = view.available ? sql`greatest(${happens}, a)` : happens;
  const ofLabels = distinct([...labels, ...keys]).map((name) => sql`s.${name}`);
  const { joins, columns } = countedSql(counting, facts, sql`fared`);
  return sql`WITH events AS MATERIALIZED (
${eventsSql(view, features, keysOf(plan, planned))}
), fared AS (
  SELECT ${join([sql`s.label_row`, ...ofLabels])}, CASE WHEN f.entered <= ${at} THEN ${status('matched')} WHEN f.happened <= ${at} THEN ${status('unknown_yet')} ELSE ${status('no_history')} END AS status
  FROM ${spine} s LEFT JOIN (
    SELECT ${join([...keys, sql`min(${happens}) AS happened`, sql`min(${enters}) AS entered`])} FROM events${byKeys(keys)}
  ) f ON ${same(sql`f`)}TRUE
)
SELECT ${join([sql`label_row`, ...labels, ...(times === 'none' ? [] : [sql`t`]), sql`status`, ...valuesSql(planned, all)])}
FROM ${leveled(sql`SELECT ${join([sql`fared.*`, ...columns])} FROM fared${joins}`, all)}
ORDER BY label_row`;
}

/**
 * A naive join of spec 2.1 for such a view, in the shape of `naiveSql`, where `t` is the latest of the events that counted
 * for any feature and `a` when the last of them became known that was not known by the label's time (by a `latest` join: that of
 * them all); and with the same of each feature, `pickTime`: what it counts may differ, so that one leaks and another does not.
 */
export function naiveWindowsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  facts: WindowFacts,
  strategy: Exclude<NaiveStrategy, 'nearest'>,
): Sql {
  const { features } = planned;
  const view: BoundView = { ...planned.view, available: null };
  const boundary = strategy === 'event-time' ? plan.options.boundary : 'inclusive';
  const at = naiveMoment(plan, strategy);
  const counting = countingOf(plan, planned, spine, facts, { view, at, boundary, times: 'each' });
  const times: ('t' | 'a')[] = planned.view.available ? ['t', 'a'] : ['t'];
  const picked = times.flatMap((time) => [ident(time), ...features.map((feature) => pickTime(planned, feature, time))]);
  const labels = sql`(SELECT ${join([sql`s.label_row`, ...counting.keys.map((name) => sql`s.${name}`)])} FROM ${spine} s) s`;
  return sql`WITH events AS MATERIALIZED (
${eventsSql(planned.view, features, keysOf(plan, planned), 'all')}
)
SELECT ${join([sql`label_row`, ...picked, ...valuesSql(planned, counting.all)])}
FROM ${leveled(strategy === 'latest' ? everSql() : heldSql(strategy), counting.all)}
ORDER BY label_row`;

  /** Of all events of the label's entity. */
  function everSql(): Sql {
    const ever = { ...counting, counts: observedBy(features).map(({ on }) => on) };
    const places = [...features.keys()];
    const latest = times.flatMap((time) =>
      newest({ ...ever, timeOf: (i) => pickTime(planned, features[i]!, time) }, places, time),
    );
    const held = sql`SELECT ${join([...counting.keys, ...latest, ...partsSql(ever.all, ever.counts)])} FROM events e${byKeys(counting.keys)}`;
    const others = counting.keys.length > 0 ? sql`v.* EXCLUDE (${join(counting.keys)})` : sql`v.*`;
    return sql`SELECT s.*, ${others} FROM ${labels} LEFT JOIN (${held}) v ON ${sameKeys(plan, planned, unknownFacts, sql`v`)}TRUE`;
  }

  /** Of those in windows that end at a moment. */
  function heldSql(how: 'same-day' | 'event-time'): Sql {
    const { joins, columns } = countedSql(counting, facts, sql`s`);
    if (!planned.view.available) return sql`SELECT ${join([sql`s.*`, ...columns])} FROM ${labels}${joins}`;
    const slack = how === 'same-day' ? day + plan.options.embargo : 0n;
    const unknown = { known: labelMoment(plan), slack, lateness: facts.lateness };
    const late = notYetKnownSql(counting, unknown, (i) => pickTime(planned, features[i]!, 'a'));
    return sql`SELECT ${join([sql`s.*`, ...columns, sql`late.* EXCLUDE (label_row)`])} FROM ${labels}${joins} LEFT JOIN (
${late}
) late ON late.label_row = s.label_row`;
  }
}

/** Throws `bad_option` for the naive join that spec 2.1 does not define for windows. */
export function definedFor(strategy: NaiveStrategy, { view }: PlannedView): Exclude<NaiveStrategy, 'nearest'> {
  if (strategy !== 'nearest') return strategy;
  const message = `${view.name} computes its features from the events of a window, of which none is the nearest`;
  throw new AsofError('bad_option', { message, expected: 'compare with latest, same-day or event-time' });
}

/** In naive picks, the latest event timestamp or available-at of what a feature counted. */
export function pickTime(planned: { view: { name: string } }, feature: { name: string }, time: 't' | 'a'): Sql {
  return ident(`${time} of ${planned.view.name}__${feature.name}`);
}

function keysOf(plan: JoinPlan, { view }: PlannedWindows): { name: Sql; value: Sql }[] {
  return view.keys.map((key) => ({ name: spineKey(plan, key.name), value: keyValue(key, plan) }));
}

/** How a view's features are counted for each label row by the moment `at`, as `view` knows its events. */
function countingOf(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  { columns }: WindowFacts,
  {
    view,
    at,
    boundary = plan.options.boundary,
    times,
  }: Pick<Counting, 'view' | 'at' | 'times'> & Partial<Pick<Counting, 'boundary'>>,
): Counting {
  const { features } = planned;
  const keys = keysOf(plan, planned).map(({ name }) => name);
  return {
    ...aggregatesAt(view, features, columns, keys, at, boundary),
    ...{ view, features, spine, keys, at, boundary, times },
    same: (right) => sameKeys(plan, planned, unknownFacts, right),
    timeOf: (i) => pickTime(planned, features[i]!, 't'),
  };
}

function valuesSql(planned: PlannedWindows, all: Counting['all']): Sql[] {
  return all.map(({ value }, i) => sql`${value} AS ${pickColumn(planned, planned.features[i]!)}`);
}

function byKeys(names: readonly Sql[]): Sql {
  return names.length > 0 ? sql` GROUP BY ${join(names)}` : empty;
}

function distinct(names: readonly Sql[]): Sql[] {
  return names.filter(({ text }, i) => names.findIndex((other) => other.text === text) === i);
}
