import type { Column } from '../engine/engine.ts';
import { picksOf, trainingSetColumns, type Joined } from '../join/join.ts';
import type { PagedTable } from '../results/table.ts';
import { ident, join, sql } from '../sql/sql.ts';

/** A training set row by row, by the label row's number. A page has its columns behind that. */
export function trainingRows(set: Joined, columns: readonly Column[]): PagedTable {
  const { plan, rows } = set;
  const names = columns.map(({ name }) => name);
  let number = 'label_row';
  while (names.some((name) => name.toLowerCase() === number)) number += '_';
  const [first, ...others] = picksOf(set).map((picks, i) => sql`${picks} AS ${ident(`p${i}`)}`);
  const joined = others.map((table, i) => sql` JOIN ${table} ON ${ident(`p${i + 1}`)}.label_row = p0.label_row`);
  return {
    from: sql`(SELECT p0.label_row AS ${ident(number)}, ${join(trainingSetColumns(plan))} FROM ${first!}${join(joined, '')})`,
    number,
    rows,
    columns: names,
    filters: {},
    orders: { label: ident(number) },
  };
}
