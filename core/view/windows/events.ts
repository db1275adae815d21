import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundAggregate, BoundFeature, BoundView } from '../../table/bound.ts';
import type { HistoryOf } from '../history.ts';
import { keyNames, rowsSql } from '../rows.ts';

/** A feature of a view that computes its features. */
export interface WindowFeature extends BoundFeature {
  aggregate: BoundAggregate;
}

export function isWindowFeature(feature: BoundFeature): feature is WindowFeature {
  return feature.aggregate !== undefined;
}

/** What is observed of an event, whatever the window: a value where a filter holds. Over `eventsSql`. */
export interface Observed {
  /** BOOLEAN, never null: whether the event is observed at all. */
  on: Sql;
  value: Sql;
  /** Of `value`; null where rows are counted. */
  type: string | null;
}

/** What each of several features observes; those that observe the same share the columns. */
export function observedBy(features: readonly WindowFeature[]): Observed[] {
  const kinds = kindsOf(features);
  return features.map(({ aggregate }) => {
    const i = kinds.findIndex((kind) => isSame(kind, aggregate));
    return { on: ident(`on${i}`), value: ident(`v${i}`), type: aggregate.column?.type ?? null };
  });
}

/**
 * The events that windows count: the view's keys, under their names of `rowsSql` where no others are given; `t`
 * (TIMESTAMP, when it happened, never plus infinity), `c`, `o`, and `a` (when it was known) where the view has it;
 * `gone` where events have versions that become known in time (TIMESTAMP, when a later one took its place; null where
 * none did); and what the features observe. Rows without a key or a time belong to nobody, but may be the later
 * version of an event that did. Where `all` are taken for known, as a naive join takes them, so are those that never were;
 * `every` row that belongs to somebody is also one that never counts, for it is never known or has always had a later version.
 */
export function eventsSql(
  view: BoundView,
  features: readonly WindowFeature[],
  keys?: readonly { name: Sql; value: Sql }[],
  known: Known = 'in time',
): Sql {
  const rows = rowsSql(view, {
    keys: keys?.map(({ name, value }) => sql`${value} AS ${name}`),
    times: view.available ? ['t', 'c', 'a', 'o'] : ['t', 'c', 'o'],
    features: [
      ...kindsOf(features).flatMap(observedSql),
      ...idNames(view).map((name, i) => sql`${ident(view.dedupeBy![i]!)} AS ${name}`),
    ],
  });
  const names = keys?.map(({ name }) => name) ?? keyNames(view);
  const belongs = [...names.map((name) => sql`${name} IS NOT NULL`), sql`t < ${never}`];
  const isKnown = known === 'in time' && view.available ? [sql`a < ${never}`] : [];
  return sql`SELECT * FROM (${versionsSql(view, rows, known)}) WHERE ${join([...belongs, ...isKnown], ' AND ')}`;
}

/** The same of one entity alone; keys are under their names of `rowsSql`. */
export function entityEventsSql(
  view: BoundView,
  features: readonly WindowFeature[],
  keys: HistoryOf['keys'],
  known: Known = 'in time',
): Sql {
  const names = keyNames(view);
  const read = keys.map(({ is }, i) => ({ name: names[i]!, value: is }));
  const same = keys.map(({ value }, i) => sql` AND ${names[i]!} = ${value}`);
  return sql`SELECT * FROM (${eventsSql(view, features, read, known)}) WHERE TRUE${join(same, '')}`;
}

/** An entity's rows without a time at which they could count; keys are under their names of `rowsSql`. */
export function timelessSql(view: BoundView, keys: HistoryOf['keys']): Sql {
  const names = keyNames(view);
  const rows = rowsSql(view, { keys: keys.map(({ is }, i) => sql`${is} AS ${names[i]!}`), times: ['t'] });
  const same = keys.map(({ value }, i) => sql` AND ${names[i]!} = ${value}`);
  return sql`SELECT * FROM (${rows}) WHERE (t IS NULL OR t = ${never})${join(same, '')}`;
}

/** Whether events have versions of which later ones become known later. */
export function hasVersions(view: BoundView): boolean {
  return view.dedupeBy !== undefined && view.available !== null;
}

/** The widest window of some features, microseconds; null is `lifetime`. */
export function widestWindow(features: readonly WindowFeature[]): bigint | null {
  const windows = features.map(({ aggregate }) => aggregate.window);
  return windows.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));
}

/** Which events `eventsSql` gives by when they were known. */
type Known = 'in time' | 'every' | 'all';

const never = sql`'infinity'::TIMESTAMP`;

function kindsOf(features: readonly WindowFeature[]): BoundAggregate[] {
  const all = features.map(({ aggregate }) => aggregate);
  return all.filter((one, i) => all.findIndex((other) => isSame(other, one)) === i);
}

function isSame(a: BoundAggregate, b: BoundAggregate): boolean {
  return a.column?.name === b.column?.name && a.filter?.text === b.filter?.text;
}

function observedSql({ column, filter }: BoundAggregate, i: number): Sql[] {
  const value = column && ident(column.name);
  const held = [...(filter ? [sql`coalesce((${filter}), FALSE)`] : []), ...(value ? [sql`${value} IS NOT NULL`] : [])];
  const on = held.length > 0 ? join(held, ' AND ') : sql`TRUE`;
  return [sql`${on} AS ${ident(`on${i}`)}`, sql`${value ?? sql`NULL`} AS ${ident(`v${i}`)}`];
}

function idNames({ dedupeBy = [] }: BoundView): Sql[] {
  return dedupeBy.map((_, i) => ident(`id${i}`));
}

/** Of the versions of an event the last one that is known counts, by (c, place in the source); a row whose id lacks a part is an event of its own. */
function versionsSql(view: BoundView, rows: Sql, known: Known): Sql {
  if (view.dedupeBy === undefined) return rows;
  const ids = idNames(view);
  const own = join(
    ids.map((id) => sql`${id} IS NULL`),
    ' OR ',
  );
  const versions = sql`PARTITION BY ${join(ids)} ORDER BY`;
  const isLast = sql`${own} OR row_number() OVER (${versions} c DESC NULLS LAST, o DESC) = 1`;
  if (!view.available && known === 'every')
    return sql`SELECT *, CASE WHEN NOT (${isLast}) THEN '-infinity'::TIMESTAMP END AS gone FROM (${rows})`;
  if (!view.available || known === 'all') return sql`SELECT * FROM (${rows}) QUALIFY ${isLast}`;
  const later = sql`min(a) FILTER (a < ${never}) OVER (${versions} c NULLS FIRST, o ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`;
  return sql`SELECT *, CASE WHEN NOT (${own}) THEN ${later} END AS gone FROM (${rows})`;
}
