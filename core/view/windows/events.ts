import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundAggregate, BoundFeature, BoundView } from '../../table/bound.ts';
import type { Boundary } from '../moment.ts';
import { keyNames, rowsSql } from '../rows.ts';

/** A feature of a view that computes its features. */
export interface WindowFeature extends BoundFeature {
  aggregate: BoundAggregate;
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
 * version of an event that did. Where `all` are taken for known, as a naive join takes them, so are those that never were.
 */
export function eventsSql(
  view: BoundView,
  features: readonly WindowFeature[],
  keys?: readonly { name: Sql; value: Sql }[],
  known: 'in time' | 'all' = 'in time',
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

/** Whether an event, `e`, counts at a moment: in a window that ends there (null is `lifetime`), and known by then. */
export function countsIn(view: BoundView, window: bigint | null, moment: Sql, boundary: Boundary): Sql {
  const [before, from] = boundary === 'strict' ? [sql`<`, sql`>=`] : [sql`<=`, sql`>`];
  return join(
    [
      sql`e.t ${before} ${moment}`,
      ...(window === null
        ? []
        : [sql`e.t ${from} ${moment} - to_microseconds(${window}) AND e.t > '-infinity'::TIMESTAMP`]),
      ...(view.available ? [sql`e.a <= ${moment}`] : []),
      ...(hasVersions(view) ? [sql`(e.gone IS NULL OR e.gone > ${moment})`] : []),
    ],
    ' AND ',
  );
}

/** Whether events have versions of which later ones become known later. */
export function hasVersions(view: BoundView): boolean {
  return view.dedupeBy !== undefined && view.available !== null;
}

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
function versionsSql(view: BoundView, rows: Sql, known: 'in time' | 'all'): Sql {
  if (view.dedupeBy === undefined) return rows;
  const ids = idNames(view);
  const own = join(
    ids.map((id) => sql`${id} IS NULL`),
    ' OR ',
  );
  const versions = sql`PARTITION BY ${join(ids)} ORDER BY`;
  if (!view.available || known === 'all')
    return sql`SELECT * FROM (${rows}) QUALIFY ${own} OR row_number() OVER (${versions} c DESC NULLS LAST, o DESC) = 1`;
  const later = sql`min(a) FILTER (a < ${never}) OVER (${versions} c NULLS FIRST, o ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`;
  return sql`SELECT *, CASE WHEN NOT (${own}) THEN ${later} END AS gone FROM (${rows})`;
}
