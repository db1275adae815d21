import type { PagedTable, TableSort } from '../../results/table.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { leakPeek, leaks } from '../counts.ts';
import type { Pairs } from '../pairs.ts';
import { pageColumns } from './grid.ts';

export type RowFilter = 'all' | 'leaked' | 'differs' | 'null';
/** Label order, or the widest peek of any feature first; a page's columns come before. */
export interface RowSort extends TableSort {
  by: 'label' | 'peek';
}

/** Both joins side by side, each feature with its peek. A page has `label_row`, the rows' number, and the grid's columns. */
export function pairRows({ table, features, joined }: Pairs) {
  const peeks = features.map((_, i) => ident(`p${i}`));
  const peek = features.map((feature, i) => sql`${leakPeek(feature)} AS ${peeks[i]!}`);
  const any = (conditions: Sql[]) => sql`(${join(conditions, ' OR ')})`;
  return {
    from: sql`(SELECT *, ${join(peek)} FROM ${table})`,
    number: 'label_row',
    rows: joined.rows,
    columns: pageColumns(joined),
    filters: {
      leaked: any(features.map(leaks)),
      differs: any(features.map(({ naive, asof }) => sql`${naive} IS DISTINCT FROM ${asof}`)),
      null: any(features.map(({ asof }) => sql`${asof} IS NULL`)),
    },
    orders: { label: ident('label_row'), peek: sql`greatest(${join(peeks)}) DESC NULLS LAST` },
  } satisfies PagedTable;
}
