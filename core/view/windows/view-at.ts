import type { Engine, Run } from '../../engine/engine.ts';
import type { Scratch } from '../../engine/scratch.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { numberedBy } from '../../table/row-order.ts';
import { instantLiteral, type Moment } from '../moment.ts';
import { keyNames } from '../rows.ts';
import { aggregatesAt, leveled } from './aggregate.ts';
import { columnFacts } from './column-facts.ts';
import { eventsSql, isWindowFeature, type WindowFeature } from './events.ts';
import { countsIn } from './reasons.ts';

export interface WindowView extends BoundView {
  features: WindowFeature[];
}

export function computesWindows(view: BoundView): view is WindowView {
  return view.features.some(isWindowFeature);
}

/**
 * A view of windowed aggregates at a moment as a view of columns: a row for each entity with an event that was known
 * by then, zeros and nulls included, with the moment for its event timestamp. Its rows are a table of `into`. All
 * that asks a view for a snapshot, its rows or its winners asks this one instead.
 *
 * @param among a condition over the keys of `rowsSql`, for some entities alone
 */
export async function viewAt(
  engine: Engine,
  view: WindowView,
  { asOf, options: { boundary } }: Moment,
  into: Scratch,
  among?: Sql,
  run?: Run,
): Promise<BoundView> {
  const facts = await columnFacts(engine, view, view.features, run);
  const [at, keys] = [instantLiteral(asOf), keyNames(view)];
  const { all, parts } = aggregatesAt(view, view.features, facts, keys, at, boundary);
  const values = all.map(({ value }, i) => sql`${value} AS ${ident(`f${i}`)}`);
  const known = join([countsIn(view, null, at, boundary), ...(among ? [among] : [])], ' AND ');
  const counted = sql`SELECT ${join([...keys, ...parts])} FROM (${eventsSql(view, view.features)}) e WHERE ${known}
${keys.length > 0 ? sql`GROUP BY ${join(keys)}` : sql`HAVING count(*) > 0`}`;
  const order = keys.length > 0 ? sql` ORDER BY ${join(keys)}` : empty;
  const table = await into.table(
    'windows',
    sql`SELECT ${join([...keys, sql`${at} AS t`, ...values])} FROM ${leveled(counted, all)}${order}`,
    run,
  );
  return { ...madeOf(view, table), keys: view.keys.map(({ name, type }, i) => ({ name, column: `k${i}`, type })) };
}

/** A view of columns in a table with `t`, in its order, and f0.. for the features. */
export function madeOf(view: WindowView, table: Sql): BoundView {
  const features = view.features.map(({ name, type, default: otherwise }, i) => ({
    name,
    column: `f${i}`,
    type,
    default: otherwise,
  }));
  return {
    ...view,
    relation: { ...view.relation, from: table, ...numberedBy(sql`rowid`), rows: null },
    keys: [],
    timestamp: { column: 't', at: ident('t') },
    created: null,
    available: null,
    features,
  };
}
