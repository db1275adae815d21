import type { PagedTable } from '../results/table.ts';
import { offline, online } from '../skew/pairs.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { origin, peekColumn, type Audited } from './audited.ts';
import { originKinds, type Origin } from './report.ts';

/** An `Origin`; or `odd`: neither known nor null. */
export type OriginFilter = Origin | 'odd';

const columns = ['label_row', 'entity', 'label_time', 'view', 'feature', 'value', 'as_of', 'origin', 'peek'];
const names = join(columns.map((name) => ident(name)));

/**
 * A row for each row of the set and feature: `label_row`, `entity` as it is called, `label_time`, `view`, `feature`,
 * `value` and `as_of` (both as text), `origin`, a word of `Origin`, and `peek`, an INTERVAL that is null where the value
 * is not one that only the future has.
 */
export function auditRows(audited: Audited): Sql {
  return sql`SELECT ${names} FROM (${placedRows(audited)})`;
}

/** The same to be paged, row by row of the set. */
export function auditTable(audited: Audited, rows: number): PagedTable & { filters: Record<OriginFilter, Sql> } {
  const features = audited.views.reduce((sum, { columns: held }) => sum + held.length, 0);
  const is = Object.fromEntries(originKinds.map((kind) => [kind, sql`origin = ${kind}`])) as Record<Origin, Sql>;
  return {
    from: sql`(SELECT label_row * ${features} + place AS number, ${names} FROM (${placedRows(audited)}))`,
    number: 'number',
    rows: rows * features,
    columns,
    filters: { ...is, odd: sql`origin NOT IN ('known', 'null')` },
    orders: { row: ident('number') },
  };
}

/** With `place`, the feature's among all, from 0. */
function placedRows({ views }: Audited): Sql {
  let place = 0;
  const parts = views.flatMap(({ planned: { view, features }, table }) =>
    features.map(
      ({ name }, i) => sql`SELECT n AS label_row, entity, "at" AS label_time, ${view.name} AS view, ${name} AS feature,
  ${online(i)}::VARCHAR AS value, ${offline(i)}::VARCHAR AS as_of, ${origin(i)} AS origin,
  to_microseconds(${peekColumn(i)}) AS peek, ${place++} AS place
FROM ${table}`,
    ),
  );
  return join(parts, '\nUNION ALL\n');
}
