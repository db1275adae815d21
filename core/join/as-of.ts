import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import { micros } from '../sql/micros.ts';
import type { BoundView } from '../table/bound.ts';
import { rankSql, rankUpTo, winnerLast } from '../view/later.ts';
import { packedTime, type Packing } from '../view/packed-rank.ts';
import { rowsSql, timeSql, type RowTime } from '../view/rows.ts';
import { keyValue, labelColumn, spineKey } from './spine.ts';
import {
  allViews,
  type JoinPlan,
  type NaiveStrategy,
  type PlannedView,
  type ViewCoverage,
  type Wanted,
} from './request.ts';

/** What is known of a source and the label rows before they are joined, and may be used to join them faster. */
export interface JoinFacts {
  /** How rule 4's order is one integer. */
  packing: Packing | null;
  /** No row lacks a join key or its event timestamp. */
  nullFree: boolean;
  /** The labels are few against the source: drop other entities' rows before anything is sorted. */
  fewLabels: boolean;
  /** No label row lacks a join key or its time, and none's time is infinite. */
  labelsPlain: boolean;
  /** All join keys, of the source and the labels, are integers that fit into 32 bits: a twelfth of the join is sorting wider ones. */
  smallKeys: boolean;
}

/**
 * The point-in-time join of spec section 3 for one view: one row per label row, in label order (but where
 * only one view's values are wanted: `trainingSetSql` orders them, which spares sorting them twice),
 * with `label_row`, where times are wanted `t` (TIMESTAMP, the picked row's event timestamp) and `a` (its
 * available-at, where the view has one), `status` (`matched`, `expired`, `unknown_yet`, `no_history`) and a column per
 * feature under its output name. A pick past its TTL keeps `t` and has no feature values. The first
 * view's also has the label table's columns as in the spine: joining them to it afterwards would run on one thread.
 */
export function asOfSql(
  plan: JoinPlan,
  planned: PlannedView,
  spine: Sql,
  facts: JoinFacts,
  wanted: Wanted = 'times',
): Sql {
  const { view } = planned;
  const ttl = plan.options.ttl ? view.ttl : null;
  const reaches = reachesAnything(facts, isStrict(plan) ? 'strict' : 'time');
  const found = both(reaches, facts.packing ? sql`v.rank IS NOT NULL` : sql`v.t IS NOT NULL`);
  const fresh = ttl === null ? found : both(reaches, isFresh(facts, ttl));
  const early = view.available === null ? null : earliestSql(plan, planned, spine, facts);
  const happened = both(reaches, isStrict(plan) ? sql`e.t < ${labelMoment(plan)}` : sql`e.t <= ${labelMoment(plan)}`);
  const unmatched =
    early === null
      ? status('no_history')
      : sql`CASE WHEN ${happened} THEN ${status('unknown_yet')} ELSE ${status('no_history')} END`;
  const values = planned.features.map((feature) => {
    const value = sql`v.${pickColumn(planned, feature)}`;
    if (ttl === null && reaches === null && !(plan.options.defaults && feature.default)) return value;
    const otherwise = plan.options.defaults && feature.default ? sql` ELSE ${feature.default}` : empty;
    return sql`CASE WHEN ${fresh} THEN ${value}${otherwise} END AS ${pickColumn(planned, feature)}`;
  });
  const labels =
    planned === plan.views[0] ? plan.labels.relation.columns.map((_, i) => sql`s.${labelColumn(plan, i)}`) : [];
  const inOrder = wanted === 'times' || allViews(plan).length > 1;
  const withTimes = wanted === 'times' || plan.options.withTimestamps;
  return sql`SELECT ${join([sql`s.label_row`, ...labels, ...(withTimes ? timesOf(view, facts, reaches) : [])])},
  CASE WHEN ${fresh} THEN ${status('matched')} WHEN ${found} THEN ${status('expired')} ELSE ${unmatched} END AS status,
  ${join(values, ',\n  ')}
FROM ${spine} s
ASOF LEFT JOIN (
${view.available === null ? candidatesSql(plan, planned, spine, facts) : knownSql(plan, planned, spine, facts)}
) v ON ${sameKeys(plan, planned, facts, sql`v`)}${view.available === null ? upTo(facts, labelMoment(plan), isStrict(plan)) : sql`${labelMoment(plan)} >= v.known`}
${early === null ? empty : sql`LEFT JOIN (${early}) e ON ${sameKeys(plan, planned, facts, sql`e`)}TRUE\n`}${inOrder ? sql`ORDER BY s.label_row` : empty}`;
}

/**
 * A naive join of spec 3.1 for one view, in `asOfSql`'s shape without `status`. Each strategy is the
 * as-of pick at another moment than the label's: the end of time, the end of the day, the nearest row's time.
 */
export function naiveSql(
  plan: JoinPlan,
  planned: PlannedView,
  spine: Sql,
  facts: JoinFacts,
  strategy: NaiveStrategy,
): Sql {
  const strict = strategy === 'event-time' && isStrict(plan);
  const ttl = plan.options.ttl && strategy === 'event-time' ? planned.view.ttl : null;
  // The end of time is a moment, whatever the label's.
  const reaches = strategy === 'latest' ? null : reachesAnything(facts, strict ? 'strict' : 'time');
  const counts = ttl === null ? reaches : both(reaches, isFresh(facts, ttl));
  const values = planned.features.map((feature) => pickColumn(planned, feature));
  const columns = [
    ...timesOf(planned.view, facts, counts),
    ...values.map((name) => where(counts, sql`v.${name}`, name)),
  ];
  return sql`SELECT s.label_row, ${join(columns)}
FROM ${strategy === 'nearest' ? nearestSpineSql(plan, planned, spine) : spine} s
ASOF LEFT JOIN (
${candidatesSql(plan, planned, spine, facts)}
) v ON ${sameKeys(plan, planned, facts, sql`v`)}${upTo(facts, naiveMoment(plan, strategy), strict)}
ORDER BY s.label_row`;
}

/** The picked row's event timestamp: of its rank where that has it, so that it is not carried through the join as well. */
function pickedTime({ packing }: JoinFacts): Sql {
  return packing ? packedTime(packing, sql`v.rank`) : sql`v.t`;
}

function isFresh(facts: JoinFacts, ttl: bigint): Sql {
  return sql`${pickedTime(facts)} >= s.label_time - to_microseconds(${ttl})`;
}

/** `t` and `a` of the picked row, where a condition holds. */
function timesOf(view: BoundView, facts: JoinFacts, condition: Sql | null): Sql[] {
  const t = where(condition, pickedTime(facts), ident('t'));
  return view.available ? [t, where(condition, sql`v.a`, ident('a'))] : [t];
}

function where(condition: Sql | null, value: Sql, name: Sql): Sql {
  return condition === null ? sql`${value} AS ${name}` : sql`CASE WHEN ${condition} THEN ${value} END AS ${name}`;
}

/** An ENUM is a byte a row through the sort, where text is sixteen. */
export function status(name: keyof Omit<ViewCoverage, 'view'>): Sql {
  return sql`${name}::ENUM ('matched', 'expired', 'unknown_yet', 'no_history')`;
}

/** A feature's column in a view's picks. It holds `__`, as none of the other columns there does. */
export function pickColumn(planned: { view: { name: string } }, feature: { name: string }): Sql {
  return ident(`${planned.view.name}__${feature.name}`);
}

function isStrict(plan: JoinPlan): boolean {
  return plan.options.boundary === 'strict';
}

/** The moment that stands for a label's time in rules 1 and 3: the embargo before it. */
export function labelMoment({ options: { embargo } }: JoinPlan): Sql {
  return embargo === 0n ? sql`s.label_time` : sql`s.label_time - to_microseconds(${embargo})`;
}

export function naiveMoment(plan: JoinPlan, strategy: NaiveStrategy): Sql {
  switch (strategy) {
    case 'latest':
      return sql`greatest(s.label_time, 'infinity'::TIMESTAMP)`;
    case 'same-day':
      return sql`date_trunc('day', s.label_time) + to_days(1) - to_microseconds(1)`;
    case 'nearest':
      return sql`s.nearest`;
    case 'event-time':
      return labelMoment(plan);
  }
}

/** Rows of the source that may be picked at all: k0, k1, .., t, a, the features, and `rank`, which orders them by rule 4. */
function candidatesSql(plan: JoinPlan, planned: PlannedView, spine: Sql, facts: JoinFacts): Sql {
  return sourceSql(plan, planned, spine, facts, ['t'], [sql`${rankSql(planned.view, facts.packing)} AS rank`]);
}

/** DuckDB's ASOF JOIN picks any of several equal rows, so ties are part of what is compared (rule 4). */
function upTo(facts: JoinFacts, at: Sql, strict: boolean): Sql {
  return sql`${rankUpTo(at, strict ? 'before' : 'at', facts.packing)} >= v.rank`;
}

/**
 * The label rows that may match at all; null for all of them. DuckDB's ASOF JOIN takes a null moment for
 * later than everything, so what it finds for others is not taken. Nothing lies strictly before minus infinity.
 * Null keys match null keys in some large joins (seen in 1.5.5 with two keys), which is why `sourceSql` leaves them out.
 */
function reachesAnything({ labelsPlain }: JoinFacts, needs: 'time' | 'strict'): Sql | null {
  if (labelsPlain) return null;
  return needs === 'time' ? sql`s.label_time IS NOT NULL` : sql`s.label_time > '-infinity'::TIMESTAMP`;
}

function both(condition: Sql | null, other: Sql): Sql {
  return condition === null ? other : sql`${condition} AND ${other}`;
}

/**
 * Rule 3 at as-of speed. `known` is the first moment at which a row may be picked. Read in that
 * order, only rows that beat all known before them can ever win; so an as-of join on `known` over
 * just those picks the greatest (t, created, order) that was known.
 */
function knownSql(plan: JoinPlan, planned: PlannedView, spine: Sql, facts: JoinFacts): Sql {
  const { packing } = facts;
  const names = keyNames(plan, planned);
  const entity = names.length === 0 ? empty : sql`PARTITION BY ${join(names)} `;
  const open = isStrict(plan) ? sql`t + to_microseconds(1)` : sql`t`;
  const usable = isStrict(plan) ? sql`a IS NOT NULL AND t < 'infinity'::TIMESTAMP` : sql`a IS NOT NULL`;
  const times: RowTime[] = packing ? ['t'] : ['t', 'c', 'o'];
  const packed = packing ? [sql`${rankSql(planned.view, packing)} AS rank`] : [];
  const counted = packing ? empty : sql`row_number() OVER (${entity}ORDER BY ${winnerLast}) AS rank, `;
  return sql`SELECT * FROM (
  SELECT *, max(rank) OVER (${entity}ORDER BY known) AS best FROM (
    SELECT *, ${counted}greatest(a, ${open}) AS known FROM (
${sourceSql(plan, planned, spine, facts, times, packed)}
    ) WHERE ${usable}
  )
) WHERE rank = best`;
}

function sourceSql(
  plan: JoinPlan,
  planned: PlannedView,
  spine: Sql,
  facts: JoinFacts,
  times: readonly RowTime[],
  more: readonly Sql[] = [],
): Sql {
  const { view, features } = planned;
  const keys = view.keys.map((key) => sql`${small(facts, keyValue(key, plan))} AS ${spineKey(plan, key.name)}`);
  const values = features.map((feature) => sql`${ident(feature.column)} AS ${pickColumn(planned, feature)}`);
  const present = [...view.keys.map((key) => ident(key.column)), timeSql(view, 't')].map(
    (value) => sql`${value} IS NOT NULL`,
  );
  const source = rowsSql(view, {
    keys,
    times: view.available ? [...times, 'a'] : times,
    features: [...values, ...more],
    // The filter costs a sixth of the whole join, even where nothing is null.
    ...(!facts.nullFree && { where: join(present, ' AND ') }),
  });
  return facts.fewLabels ? sql`SELECT * FROM (${source})${askedFor(plan, planned, spine)}` : source;
}

/** Leaves out the rows of entities that no label row names. */
function askedFor(plan: JoinPlan, planned: PlannedView, spine: Sql): Sql {
  if (planned.view.keys.length === 0) return empty;
  const names = join(keyNames(plan, planned));
  return sql` SEMI JOIN (SELECT DISTINCT ${names} FROM ${spine}) USING (${names})`;
}

/** Per entity, when its first row happened: tells `unknown_yet` from `no_history`. */
function earliestSql(plan: JoinPlan, planned: PlannedView, spine: Sql, { fewLabels }: JoinFacts): Sql {
  const { view } = planned;
  const names = keyNames(plan, planned);
  const keys = view.keys.map((key) => sql`${keyValue(key, plan)} AS ${spineKey(plan, key.name)}`);
  const rows = rowsSql(view, { keys, times: ['t'] });
  const entity = names.length === 0 ? empty : sql` GROUP BY ${join(names)}`;
  return sql`SELECT ${join([...names, sql`min(t) AS t`])} FROM (${rows})${fewLabels ? askedFor(plan, planned, spine) : empty}${entity}`;
}

/** The spine with `nearest`: the time of the entity's row nearest to the label's; the past one where two are as near. */
function nearestSpineSql(plan: JoinPlan, planned: PlannedView, spine: Sql): Sql {
  const unproven = { packing: null, nullFree: false, fewLabels: true, labelsPlain: false, smallKeys: false };
  const times = sourceSql(plan, { ...planned, features: [] }, spine, unproven, ['t']);
  const same = sameKeys(plan, planned, unproven, sql`v`);
  const nearestOn = (side: Sql): Sql =>
    sql`(SELECT s.label_row, v.t FROM ${spine} s ASOF LEFT JOIN (${times}) v ON ${same}${side})`;
  const apart = (from: Sql, to: Sql): Sql => sql`${micros(to)}::HUGEINT - ${micros(from)}`;
  const at = ident('label_time');
  return sql`(
  SELECT s.*, CASE WHEN b.t IS NULL OR ${apart(sql`s.${at}`, sql`f.t`)} < ${apart(sql`b.t`, sql`s.${at}`)} THEN coalesce(f.t, b.t) ELSE b.t END AS nearest
  FROM ${spine} s
  JOIN ${nearestOn(sql`s.label_time >= v.t`)} b ON b.label_row = s.label_row
  JOIN ${nearestOn(sql`s.label_time < v.t`)} f ON f.label_row = s.label_row
)`;
}

function small({ smallKeys }: JoinFacts, key: Sql): Sql {
  return smallKeys ? sql`${key}::INTEGER` : key;
}

function keyNames(plan: JoinPlan, planned: PlannedView): Sql[] {
  return planned.view.keys.map((key) => spineKey(plan, key.name));
}

/** Of the spine `s` and what is joined to it, with an AND behind. Nothing for a view whose history is everybody's. */
export function sameKeys(plan: JoinPlan, planned: PlannedView, facts: JoinFacts, right: Sql): Sql {
  const equal = keyNames(plan, planned).map((key) => sql`${small(facts, sql`s.${key}`)} = ${right}.${key}`);
  return join([...equal, empty], ' AND ');
}
