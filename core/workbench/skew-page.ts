import type { Engine, Run } from '../engine/engine.ts';
import type { PairColumn, PairFilter, PairSort } from '../rpc/skew-api.ts';
import { offline, online, pairClass, type ViewPairs } from '../skew/pairs.ts';
import { sidesOf } from '../skew/picture/sides.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { PairArrangement } from './skew-results.ts';

/** The pairs of a filter in an order: (position, n), both from 0. */
export function arrangePairsSql(view: ViewPairs, feature: number, filter: PairFilter, sort: PairSort): Sql {
  return sql`SELECT row_number() OVER (ORDER BY ${order(view, feature, sort)}) - 1 AS position, n
FROM ${pageRows(view, feature)} WHERE ${condition(filter)} ORDER BY position`;
}

/** Rows of an arrangement as one Arrow IPC stream. */
export function readPairs(
  engine: Engine,
  { view, feature, table }: PairArrangement,
  from: number,
  count: number,
  run: Run,
): Promise<Uint8Array> {
  const names = ['n', ...pageColumns(view, feature).map(({ name }) => name)].map((name) => ident(name));
  return engine.arrow(
    sql`SELECT ${join(names)} FROM ${pageRows(view, feature)}
JOIN (SELECT * FROM ${table} WHERE position BETWEEN ${from} AND ${from + count - 1}) USING (n) ORDER BY position`,
    run,
  );
}

/** What the columns of a page are over the table of pairs. */
function pageColumns(view: ViewPairs, feature: number): { name: PairColumn; value: Sql }[] {
  const { difference } = sidesOf(view, feature);
  return [
    { name: 'entity', value: ident('entity') },
    { name: 'at', value: ident('at') },
    { name: 'class', value: pairClass(feature) },
    { name: 'offline', value: offline(feature) },
    { name: 'online', value: online(feature) },
    ...(difference ? [{ name: 'difference' as const, value: difference }] : []),
    { name: 'offline_time', value: ident('off_t') },
    { name: 'online_time', value: ident('on_t') },
  ];
}

function pageRows(view: ViewPairs, feature: number): Sql {
  const columns = pageColumns(view, feature).map(({ name, value }) => sql`${value} AS ${ident(name)}`);
  return sql`(SELECT n, ${join(columns)} FROM ${view.table})`;
}

function condition(filter: PairFilter): Sql {
  switch (filter) {
    case 'all':
      return sql`TRUE`;
    case 'differs':
      return sql`class NOT IN ('equal', 'close')`;
    default:
      return sql`class = ${filter}`;
  }
}

function order(view: ViewPairs, feature: number, sort: PairSort): Sql {
  const known = pageColumns(view, feature).map(({ name }) => name);
  switch (sort.by) {
    case 'order':
      return sql`n`;
    case 'difference':
      return known.includes('difference') ? sql`abs(difference) DESC NULLS LAST, n` : sql`n`;
    case 'column':
      return known.includes(sort.column)
        ? sql`${ident(sort.column)} ${sort.descending ? sql`DESC` : sql`ASC`} NULLS LAST, n`
        : sql`n`;
  }
}
