import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import { keyValue, labelColumn, spineKey } from './spine.ts';
import type { JoinPlan, NaiveStrategy, PlannedView, ViewCoverage, Wanted } from './request.ts';

/** What is known of a source and the label rows before they are joined, and may be used to join them faster. */
export interface JoinFacts {
  /** No two rows share join keys and event timestamp. */
  unique: boolean;
  /** No row lacks a join key or its event timestamp. */
  nullFree: boolean;
  /** The labels are few against the source: drop other entities' rows before anything is sorted. */
  fewLabels: boolean;
  /** No label row lacks a join key or its time. */
  labelsNullFree: boolean;
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
  const fresh = ttl === null ? sql`v.t IS NOT NULL` : sql`v.t >= s.label_time - to_microseconds(${ttl})`;
  const early = view.available === null ? null : earliestSql(plan, planned, spine, facts);
  const unmatched =
    early === null
      ? status('no_history')
      : sql`CASE WHEN e.t <= ${probe(plan)} THEN ${status('unknown_yet')} ELSE ${status('no_history')} END`;
  const values = planned.features.map((feature) => {
    const value = sql`v.${pickColumn(planned, feature)}`;
    if (ttl === null && !(plan.options.defaults && feature.default)) return value;
    const otherwise = plan.options.defaults && feature.default ? sql` ELSE ${feature.default}` : empty;
    return sql`CASE WHEN ${fresh} THEN ${value}${otherwise} END AS ${pickColumn(planned, feature)}`;
  });
  const labels =
    planned === plan.views[0] ? plan.labels.relation.columns.map((_, i) => sql`s.${labelColumn(plan, i)}`) : [];
  const times = [sql`v.t`, ...(view.available ? [sql`v.a`] : [])];
  const inOrder = wanted === 'times' || plan.views.length > 1;
  const withTimes = wanted === 'times' || plan.options.withTimestamps;
  return sql`SELECT ${join([sql`s.label_row`, ...labels, ...(withTimes ? times : [])])},
  CASE WHEN ${fresh} THEN ${status('matched')} WHEN v.t IS NOT NULL THEN ${status('expired')} ELSE ${unmatched} END AS status,
  ${join(values, ',\n  ')}
FROM ${spine} s
ASOF LEFT JOIN (
${view.available === null ? candidatesSql(plan, planned, spine, facts) : knownSql(plan, planned, spine, facts)}
) v ON ${sameKeys(plan, planned, facts, sql`v`)} AND ${view.available === null ? reach(facts, orNever(plan, planned, facts, probe(plan))) : sql`${orNever(plan, planned, facts, sql`s.label_time`)} >= v.known`}
${early === null ? empty : sql`LEFT JOIN (${early}) e ON ${sameKeys(plan, planned, facts, sql`e`)}\n`}${inOrder ? sql`ORDER BY s.label_row` : empty}`;
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
  const values = planned.features.map((feature) => pickColumn(planned, feature));
  const ttl = plan.options.ttl && strategy === 'event-time' ? planned.view.ttl : null;
  const fresh = ttl === null ? sql`TRUE` : sql`v.t >= s.label_time - to_microseconds(${ttl})`;
  const columns = [ident('t'), ...(planned.view.available ? [ident('a')] : []), ...values];
  return sql`SELECT s.label_row, ${join(columns.map((column) => sql`CASE WHEN ${fresh} THEN v.${column} END AS ${column}`))}
FROM ${strategy === 'nearest' ? nearestSpineSql(plan, planned, spine) : spine} s
ASOF LEFT JOIN (
${candidatesSql(plan, planned, spine, facts)}
) v ON ${sameKeys(plan, planned, facts, sql`v`)} AND ${reach(facts, orNever(plan, planned, facts, naiveProbe(plan, strategy)))}
ORDER BY s.label_row`;
}

/** An ENUM is a byte a row through the sort, where text is sixteen. */
function status(name: keyof Omit<ViewCoverage, 'view'>): Sql {
  return sql`${name}::ENUM ('matched', 'expired', 'unknown_yet', 'no_history')`;
}

/** A feature's column in a view's picks. It holds `__`, as none of the other columns there does. */
export function pickColumn(planned: PlannedView, feature: { name: string }): Sql {
  return ident(`${planned.view.name}__${feature.name}`);
}

/** Rule 1's upper end: the last moment at which a candidate may lie. Instants are whole microseconds. */
function probe(plan: JoinPlan): Sql {
  return plan.options.boundary === 'strict' ? sql`s.label_time - to_microseconds(1)` : sql`s.label_time`;
}

function naiveProbe(plan: JoinPlan, strategy: NaiveStrategy): Sql {
  switch (strategy) {
    case 'latest':
      return sql`greatest(s.label_time, 'infinity'::TIMESTAMP)`;
    case 'same-day':
      return sql`date_trunc('day', s.label_time) + to_days(1) - to_microseconds(1)`;
    case 'nearest':
      return sql`s.nearest`;
    case 'event-time':
      return probe(plan);
  }
}

/** Rows of the source that may be picked at all: k0, k1, .., t, a, the features, and where t alone does not, `rank` orders them by rule 4. */
function candidatesSql(plan: JoinPlan, planned: PlannedView, spine: Sql, facts: JoinFacts): Sql {
  const { view } = planned;
  if (facts.unique) return sourceSql(plan, planned, spine, facts, []);
  const rank = sql`row(${view.timestamp.at}, coalesce(${view.created?.at ?? sql`NULL::TIMESTAMP`}, '-infinity'::TIMESTAMP), ${view.relation.rowOrder})`;
  return sourceSql(plan, planned, spine, facts, [sql`${rank} AS rank`]);
}

/** DuckDB's ASOF JOIN picks any of several equal rows, so ties are part of what is compared (rule 4). */
function reach(facts: JoinFacts, moment: Sql): Sql {
  return facts.unique
    ? sql`${moment} >= v.t`
    : sql`row(${moment}, 'infinity'::TIMESTAMP, ${9223372036854775807n}) >= v.rank`;
}

/**
 * DuckDB's ASOF JOIN takes a null moment for later than everything, and lets some null keys match
 * (seen in 1.5.5 with two keys). Such a label row reaches nothing.
 */
function orNever(plan: JoinPlan, planned: PlannedView, { labelsNullFree }: JoinFacts, moment: Sql): Sql {
  if (labelsNullFree) return moment;
  const missing = keyNames(plan, planned).map((key) => sql`s.${key} IS NULL`);
  return sql`CASE WHEN ${moment} IS NULL OR ${join(missing, ' OR ')} THEN '-infinity'::TIMESTAMP ELSE ${moment} END`;
}

/**
 * Rule 3 at as-of speed. `known` is the first moment at which a row may be picked. Read in that
 * order, only rows that beat all known before them can ever win; so an as-of join on `known` over
 * just those picks the greatest (t, created, order) that was known.
 */
function knownSql(plan: JoinPlan, planned: PlannedView, spine: Sql, facts: JoinFacts): Sql {
  const { view } = planned;
  const keys = join(keyNames(plan, planned));
  const open = plan.options.boundary === 'strict' ? sql`t + to_microseconds(1)` : sql`t`;
  const rank = facts.unique ? sql`t` : sql`row_number() OVER (PARTITION BY ${keys} ORDER BY t, c NULLS FIRST, o)`;
  const tieBreak = facts.unique
    ? []
    : [sql`${view.created?.at ?? sql`NULL::TIMESTAMP`} AS c`, sql`${view.relation.rowOrder} AS o`];
  return sql`SELECT * FROM (
  SELECT *, max(rank) OVER (PARTITION BY ${keys} ORDER BY known) AS best FROM (
    SELECT *, ${rank} AS rank, greatest(a, ${open}) AS known FROM (
${sourceSql(plan, planned, spine, facts, tieBreak)}
    ) WHERE a IS NOT NULL
  )
) WHERE rank = best`;
}

function sourceSql(plan: JoinPlan, planned: PlannedView, spine: Sql, facts: JoinFacts, more: Sql[]): Sql {
  const { view } = planned;
  const keys = view.keys.map((key) => sql`${small(facts, keyValue(key, plan))} AS ${spineKey(plan, key.name)}`);
  const columns = [
    ...keys,
    sql`${view.timestamp.at} AS t`,
    ...(view.available ? [sql`${view.available.at} AS a`] : []),
    ...planned.features.map((feature) => sql`${ident(feature.column)} AS ${pickColumn(planned, feature)}`),
    ...more,
  ];
  const present = [...view.keys.map((key) => ident(key.column)), view.timestamp.at].map(
    (value) => sql`${value} IS NOT NULL`,
  );
  // The filter costs a sixth of the whole join, even where nothing is null.
  const where = facts.nullFree ? empty : sql` WHERE ${join(present, ' AND ')}`;
  const source = sql`SELECT ${join(columns)} FROM ${view.relation.from}${where}`;
  if (!facts.fewLabels) return source;
  const names = join(keyNames(plan, planned));
  return sql`SELECT * FROM (${source}) SEMI JOIN (SELECT DISTINCT ${names} FROM ${spine}) USING (${names})`;
}

/** Per entity, when its first row happened: tells `unknown_yet` from `no_history`. */
function earliestSql(plan: JoinPlan, planned: PlannedView, spine: Sql, { fewLabels }: JoinFacts): Sql {
  const { view } = planned;
  const names = join(keyNames(plan, planned));
  const keys = view.keys.map((key) => sql`${keyValue(key, plan)} AS ${spineKey(plan, key.name)}`);
  const asked = fewLabels ? sql` SEMI JOIN (SELECT DISTINCT ${names} FROM ${spine}) USING (${names})` : empty;
  return sql`SELECT ${names}, min(t) AS t FROM (SELECT ${join(keys)}, ${view.timestamp.at} AS t FROM ${view.relation.from})${asked} GROUP BY ${names}`;
}

/** The spine with `nearest`: the time of the entity's row nearest to the label's; the past one where two are as near. */
function nearestSpineSql(plan: JoinPlan, planned: PlannedView, spine: Sql): Sql {
  const unproven = { unique: true, nullFree: false, fewLabels: true, labelsNullFree: false, smallKeys: false };
  const times = sourceSql(plan, { ...planned, features: [] }, spine, unproven, []);
  return sql`(
  SELECT s.*, CASE WHEN b.t IS NULL OR f.t - s.label_time < s.label_time - b.t THEN coalesce(f.t, b.t) ELSE b.t END AS nearest
  FROM ${spine} s
  JOIN (SELECT s.label_row, v.t FROM ${spine} s ASOF LEFT JOIN (${times}) v ON ${sameKeys(plan, planned, unproven, sql`v`)} AND ${orNever(plan, planned, unproven, sql`s.label_time`)} >= v.t) b ON b.label_row = s.label_row
  JOIN (SELECT s.label_row, v.t FROM ${spine} s ASOF LEFT JOIN (${times}) v ON ${sameKeys(plan, planned, unproven, sql`v`)} AND coalesce(s.label_time, 'infinity'::TIMESTAMP) < v.t) f ON f.label_row = s.label_row
)`;
}

function small({ smallKeys }: JoinFacts, key: Sql): Sql {
  return smallKeys ? sql`${key}::INTEGER` : key;
}

function keyNames(plan: JoinPlan, planned: PlannedView): Sql[] {
  return planned.view.keys.map((key) => spineKey(plan, key.name));
}

/** Of the spine `s` and what is joined to it. */
function sameKeys(plan: JoinPlan, planned: PlannedView, facts: JoinFacts, right: Sql): Sql {
  const equal = keyNames(plan, planned).map((key) => sql`${small(facts, sql`s.${key}`)} = ${right}.${key}`);
  return join(equal, ' AND ');
}
