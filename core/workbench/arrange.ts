import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { leaks } from '../leakage/counts.ts';
import type { Pairs } from '../leakage/pairs.ts';
import type { RowFilter, RowSort } from '../rpc/host-api.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { gridColumns, pageRows } from '../leakage/rows/grid.ts';

/** How many rows each filter lets through. */
export async function countRows(engine: Engine, pairs: Pairs, run: Run): Promise<Record<RowFilter, number>> {
  const counts = filters.map((filter) => sql`count_if(${condition(pairs, filter)})::DOUBLE AS ${ident(filter)}`);
  const [found] = await engine.rows<Record<RowFilter, number>>(sql`SELECT ${join(counts)} FROM ${pairs.table}`, run);
  return found!;
}

/** The rows of a filter in an order: (position, label_row), both from 0. Null where that is simply every label row in its own order. */
export function arrangementSql(pairs: Pairs, filter: RowFilter, sort: RowSort): Sql | null {
  if (filter === 'all' && sort.by === 'label') return null;
  return sql`SELECT row_number() OVER (ORDER BY ${order(pairs, sort)}) - 1 AS position, label_row
FROM ${pageRows(pairs)} WHERE ${condition(pairs, filter)} ORDER BY position`;
}

const filters: readonly RowFilter[] = ['all', 'leaked', 'differs', 'null'];

function condition({ features }: Pairs, filter: RowFilter): Sql {
  switch (filter) {
    case 'all':
      return sql`TRUE`;
    case 'leaked':
      return any(features.map(leaks));
    case 'differs':
      return any(features.map(({ naive, asof }) => sql`${naive} IS DISTINCT FROM ${asof}`));
    case 'null':
      return any(features.map(({ asof }) => sql`${asof} IS NULL`));
  }
}

function any(conditions: Sql[]): Sql {
  return sql`(${join(conditions, ' OR ')})`;
}

function order(pairs: Pairs, sort: RowSort): Sql {
  switch (sort.by) {
    case 'label':
      return sql`label_row`;
    case 'peek': {
      const peeks = pairs.features.map((_, i) => ident(`p${i}`));
      const widest = sort.column === undefined ? sql`greatest(${join(peeks)})` : column(pairs, sort.column);
      return sql`${widest} DESC NULLS LAST, label_row`;
    }
    case 'column':
      return sql`${column(pairs, sort.column)} ${sort.descending ? sql`DESC` : sql`ASC`} NULLS LAST, label_row`;
  }
}

function column(pairs: Pairs, name: string): Sql {
  const grid = gridColumns(pairs);
  if (!grid.some(({ value, peek, age }) => [value, peek, age].includes(name))) {
    const known = grid.map(({ value }) => value).join(', ');
    throw new AsofError('unknown_name', { what: 'column', name, known });
  }
  return ident(name);
}
