import type { PagedTable, TableSort } from '../../results/table.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { offline, online, pairClass, type ViewPairs } from '../pairs.ts';
import { sidesOf } from '../picture/sides.ts';
import { pairClasses, type PairClass } from '../report.ts';

/** `differs`: neither equal nor close. */
export type PairFilter = PairClass | 'differs' | 'all';
/** In the entities' (the log's) order, or the greatest difference first; a page's columns come before. */
export interface PairSort extends TableSort {
  by: 'order' | 'difference';
}
export const pairColumns = [
  'entity',
  'at',
  'class',
  'offline',
  'online',
  'difference',
  'offline_time',
  'online_time',
] as const;
export type PairColumn = (typeof pairColumns)[number];

/**
 * The pairs of one feature. A page has `n`, the pair's number in its view; `entity`; `at`, the moment of serving;
 * `class`; `offline` and `online`; `difference`, online minus offline (of instants BIGINT microseconds; not there
 * where the values have no size); `offline_time` and `online_time`.
 */
export function pairedRows(view: ViewPairs, feature: number): PagedTable {
  const { difference } = sidesOf(view, feature);
  const values: Record<PairColumn, Sql | null> = {
    entity: ident('entity'),
    at: ident('at'),
    class: pairClass(feature),
    offline: offline(feature),
    online: online(feature),
    difference,
    offline_time: ident('off_t'),
    online_time: ident('on_t'),
  };
  const columns = pairColumns.filter((name) => values[name] !== null);
  const all = columns.map((name) => sql`${values[name]} AS ${ident(name)}`);
  const is = (name: PairClass) => sql`class = ${name}`;
  return {
    from: sql`(SELECT n, ${join(all)} FROM ${view.table})`,
    number: 'n',
    rows: null,
    columns: ['n', ...columns],
    filters: {
      differs: sql`class NOT IN ('equal', 'close')`,
      ...Object.fromEntries(pairClasses.map((name) => [name, is(name)])),
    },
    orders: {
      order: ident('n'),
      difference: difference ? sql`abs(difference) DESC NULLS LAST` : ident('n'),
    },
  };
}
