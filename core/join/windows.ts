import { AsofError } from '../errors/asof-error.ts';
import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { aggregatesAt, leveled, partsSql } from '../view/windows/aggregate.ts';
import type { Aggregated } from '../view/windows/aggregated.ts';
import { eventsSql, hasVersions, observedBy, widestWindow } from '../view/windows/events.ts';
import { countsIn } from '../view/windows/reasons.ts';
import { labelMoment, naiveMoment, pickColumn, sameKeys, status } from './as-of.ts';
import { unknownFacts } from './facts.ts';
import type { PlannedWindows } from './planned-kinds.ts';
import type { WindowFacts } from './planned-windows.ts';
import { totalsSql } from './running-totals.ts';
import type { JoinPlan, NaiveStrategy, PlannedView, Wanted } from './request.ts';
import { keyValue, labelColumn, spineKey } from './spine.ts';

/** Above so many pairs of a label row and an event in its window, looking at each costs more than running totals of all events. */
const mostPairs = 50_000_000;

/**
 * The point-in-time join of spec 2.1 for a view of windowed aggregates, in the shape of `asOfSql`: `t` is the event
 * timestamp of the newest event that counted for any of the features, null where none did; it is there where times are
 * wanted. A row is `matched` where its entity has an event that was known, whatever its age.
 */
export function windowsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  { columns, pairs }: WindowFacts,
  wanted: Wanted = 'times',
): Sql {
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
  const withTimes = wanted === 'times' || plan.options.withTimestamps;
  const places = [...features.keys()];
  const added = places.filter(
    (i) => all[i]!.runs === true && !hasVersions(view) && pairs(features[i]!.aggregate.window) > mostPairs,
  );
  const taken = places.filter((i) => !added.includes(i));
  const counted = [
    ...(added.length > 0
      ? [totalsSql(plan, planned, spine, sql`events`, names, { places: added, all, times: withTimes })]
      : []),
    ...(taken.length > 0 ? [takenSql()] : []),
  ];
  const times = withTimes ? [sql`greatest(${join(counted.map((_, i) => sql`${ident(`counted${i}`)}.t`))}) AS t`] : [];
  const joined = counted.map(
    (query, i) => sql` LEFT JOIN (
${query}
) ${ident(`counted${i}`)} ON ${ident(`counted${i}`)}.label_row = fared.label_row`,
  );
  const partNames = counted.map(
    (_, i) => sql`${ident(`counted${i}`)}.* EXCLUDE (${withTimes ? sql`label_row, t` : sql`label_row`})`,
  );
  return sql`WITH events AS MATERIALIZED (
${eventsSql(view, features, keys)}
), fared AS (
  SELECT ${join([sql`s.label_row`, ...ofLabels])}, CASE WHEN f.entered <= ${at} THEN ${status('matched')} WHEN f.happened <= ${at} THEN ${status('unknown_yet')} ELSE ${status('no_history')} END AS status
  FROM ${spine} s LEFT JOIN (
    SELECT ${join([...names, sql`min(${happens}) AS happened`, sql`min(${enters}) AS entered`])} FROM events${byKeys(names)}
  ) f ON ${sameKeys(plan, planned, unknownFacts, sql`f`)}TRUE
)
SELECT ${join([sql`label_row`, ...labels, ...(withTimes ? [sql`t`] : []), sql`status`, ...values])}
FROM ${leveled(sql`SELECT ${join([sql`fared.*`, ...times, ...partNames])} FROM fared${join(joined, '')}`, all)}
ORDER BY label_row`;

  function takenSql(): Sql {
    const only = taken.map((i) => features[i]!);
    const some = taken.map((i) => counts[i]!);
    const window = widestWindow(only);
    const any = countsIn(view, window, at, boundary);
    return countedSql(
      plan,
      planned,
      spine,
      taken.map((i) => all[i]!),
      some,
      { window, any, at },
      withTimes ? [newest('t', some)] : [],
    );
  }
}

/**
 * A naive join of spec 2.1 for such a view, in the shape of `naiveSql`, where `t` and `a` are the latest of the events that counted for
 * any feature; and with the same of each feature, `pickTime`: what it counts may differ, so that one leaks and another does not.
 */
export function naiveWindowsSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  { columns }: WindowFacts,
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
      : countedSql(
          plan,
          planned,
          spine,
          all,
          counts,
          { window: widestWindow(features), any: countsIn(view, widestWindow(features), at, boundary), at },
          latest,
        );
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
export function pickTime(planned: { view: { name: string } }, feature: { name: string }, time: 't' | 'a'): Sql {
  return ident(`${time} of ${planned.view.name}__${feature.name}`);
}

/** The widest of some windows, null where it is `lifetime`; the condition of counting in it, and the moment at which it ends. */
interface Widest {
  window: bigint | null;
  any: Sql;
  at: Sql;
}

/**
 * Per label row that has events in the widest window: `label_row`, what more is asked, and the parts of all aggregates.
 * Events are looked for in the two stretches, as long as the window, that it can reach into: not among all of an entity's.
 */
function countedSql(
  plan: JoinPlan,
  planned: PlannedWindows,
  spine: Sql,
  all: readonly Aggregated[],
  counts: readonly Sql[],
  { window, any, at }: Widest,
  more: readonly Sql[],
): Sql {
  const labels =
    window === null
      ? spine
      : sql`(SELECT s.* EXCLUDE (last), unnest([last, last - 1]) AS stretch FROM (SELECT *, ${stretchOf(at, window)} AS last FROM ${spine} s) s)`;
  const events = window === null ? sql`events` : sql`(SELECT *, ${stretchOf(sql`t`, window)} AS stretch FROM events)`;
  const same = window === null ? sql`` : sql`s.stretch = e.stretch AND `;
  return sql`SELECT ${join([sql`s.label_row`, ...more, ...partsSql(all, counts)])}
FROM ${labels} s JOIN ${events} e ON ${sameKeys(plan, planned, unknownFacts, sql`e`)}${same}${any}
GROUP BY s.label_row`;
}

/** Which of the stretches, each as long as a window, a moment lies in; null where it lies in none. */
function stretchOf(at: Sql, window: bigint): Sql {
  const micros = sql`epoch_us(${at})`;
  return sql`(${micros} - (${micros} % ${window} + ${window}) % ${window}) // ${window}`;
}

function newest(time: 't' | 'a', counts: readonly Sql[]): Sql {
  const any = join(
    counts.map((one) => sql`(${one})`),
    ' OR ',
  );
  return sql`max(e.${ident(time)}) FILTER (${any}) AS ${ident(time)}`;
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
