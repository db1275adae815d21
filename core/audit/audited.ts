import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { spanSql } from '../sql/micros.ts';
import type { ComputedPairs, RowPairs } from '../skew/pairs.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { Origin } from './report.ts';

/**
 * A training set's values, beside what the as-of join gives: one table per view, a row per label row, with the columns of
 * `ViewPairs` and
 *
 *     w0, w1  VARCHAR  each value's `Origin`
 *     p0, p1  BIGINT   how far one that only the future has reaches into it, microseconds; else null
 */
export interface Audited {
  views: AuditedView[];
  scratch: Scratch;
}

export type AuditedView = AuditedRows | AuditedComputed;

export type AuditedRows = Omit<RowPairs, 'rows' | 'neither'> & SetColumns;

type AuditedComputed = Omit<ComputedPairs, 'rows' | 'neither'> & SetColumns;

interface SetColumns {
  /** The set's columns, in the order of the features. */
  columns: string[];
}

export function origin(feature: number): Sql {
  return ident(`w${feature}`);
}

export function peekColumn(feature: number): Sql {
  return ident(`p${feature}`);
}

/**
 * The table of a view.
 *
 * @param pairs `logRows`.
 * @param found Per feature where its values are from, as `searchHistory` finds them; null where none was looked for.
 */
export function auditedSql(pairs: Sql, found: readonly (Sql | null)[]): Sql {
  const columns = found.flatMap((rows, i) => {
    const word = (name: Origin) => sql`${name}`;
    const [later, earlier] = [sql`${ident(`o${i}`)}.later`, sql`${ident(`o${i}`)}.earlier`];
    const places = rows
      ? sql` WHEN ${later} IS NOT NULL AND ${earlier} THEN ${word('either')} WHEN ${later} IS NOT NULL THEN ${word('future')} WHEN ${earlier} THEN ${word('stale')} ELSE ${word('unknown')}`
      : sql` ELSE ${word('unknown')}`;
    const [g, s] = [sql`p.${ident(`g${i}`)}`, sql`p.${ident(`s${i}`)}`];
    return [
      sql`CASE WHEN ${g} IS NULL THEN ${word('null')} WHEN ${s} IN ('equal', 'close') THEN ${word('known')}${places} END AS ${origin(i)}`,
      rows
        ? sql`CASE WHEN ${earlier} IS DISTINCT FROM TRUE THEN ${spanSql(sql`p."at"`, later)} END AS ${peekColumn(i)}`
        : sql`NULL::BIGINT AS ${peekColumn(i)}`,
    ];
  });
  const joined = found.map((rows, i) => {
    const o = ident(`o${i}`);
    return rows ? sql`\nLEFT JOIN ${rows} ${o} ON ${o}.n = p.n` : sql``;
  });
  return sql`SELECT p.*, ${join(columns)}
FROM ${pairs} p${join(joined, '')} ORDER BY p.n`;
}
