import type { Engine, Run } from '../engine/engine.ts';
import { micros } from '../sql/micros.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundFeature, BoundView } from '../table/bound.ts';
import { describeType } from '../types/describe-type.ts';
import { winnerFirst, winnerLast, type SourceRow } from './later.ts';
import { rowsSql } from './rows.ts';

/** One of an entity's rows in a view, with its feature values. */
export interface HistoryRow extends SourceRow {
  /** In the order of the planned features: for drawing (numbers, booleans as 0 and 1, timestamps as seconds), null for other types. */
  numbers: (number | null)[];
  /** As text; null is null. */
  texts: (string | null)[];
}

/** Whose rows are asked for, and around when. */
export interface HistoryOf {
  /** A value, over anything, for each of the view's keys, and how the key is read that equals it. */
  keys: readonly { value: Sql; is: Sql }[];
  /** TIMESTAMP; where there are more rows than `limit`, those nearest to it are given, and always the last one. */
  near: Sql;
  limit: number;
}

/**
 * The rows of one entity in a view, in rule 4's order. Rows without an event timestamp are left out, as in the
 * join. `leftOut` are the places in `rows` before which others stand that are not here.
 */
export async function entityHistory(
  engine: Engine,
  view: BoundView,
  features: readonly BoundFeature[],
  of: HistoryOf,
  run?: Run,
): Promise<{ rows: HistoryRow[]; total: number; leftOut: number[] }> {
  const query = historySql(view, features, of);
  const found = await engine.rows<Record<string, bigint | number | string | null>>(query, run);
  const rows = found.map((row) => ({
    t: row.t as bigint,
    c: row.c as bigint | null,
    a: row.a as bigint | null,
    order: row.o as bigint,
    numbers: features.map((_, i) => row[`n${i}`] as number | null),
    texts: features.map((_, i) => row[`x${i}`] as string | null),
  }));
  const total = (found[0]?.total as number | undefined) ?? 0;
  const before = (i: number): number => (i === 0 ? total + 1 : (found[i - 1]!.lastness as number));
  const leftOut = found.flatMap((row, i) => (before(i) - (row.lastness as number) > 1 ? [i] : []));
  return { rows, total, leftOut };
}

function historySql(view: BoundView, features: readonly BoundFeature[], { keys, near, limit }: HistoryOf): Sql {
  const values = features.flatMap((feature, i) => [
    sql`${drawn(feature.type, ident(feature.column))} AS ${ident(`n${i}`)}`,
    sql`${ident(feature.column)}::VARCHAR AS ${ident(`x${i}`)}`,
  ]);
  const same = [sql`${view.timestamp.at} IS NOT NULL`, ...keys.map(({ value, is }) => sql`${is} = ${value}`)];
  const inMicros = join(['t', 'c', 'a'].map((time) => sql`${micros(ident(time))} AS ${ident(time)}`));
  return sql`WITH entity AS (
  SELECT * REPLACE (${inMicros}) FROM (${rowsSql(view, { keys: [], features: values, where: join(same, ' AND ') })})
), placed AS (
  SELECT *, (count(*) OVER ())::DOUBLE AS total,
    row_number() OVER (ORDER BY abs(t::HUGEINT - coalesce(${micros(near)}, 0))) AS nearness,
    row_number() OVER (ORDER BY ${winnerFirst})::DOUBLE AS lastness
  FROM entity
)
SELECT * EXCLUDE (nearness) FROM placed
WHERE nearness <= ${limit} OR lastness = 1
ORDER BY ${winnerLast}`;
}

function drawn(type: string, value: Sql): Sql {
  const { kind } = describeType(type);
  if (kind === 'instant') return sql`epoch_us(${value}) / 1e6`;
  return kind === 'text' ? sql`NULL::DOUBLE` : sql`${value}::DOUBLE`;
}
