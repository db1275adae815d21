import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { endless } from '../time/span.ts';
import { inStatements } from '../engine/statements.ts';
import type { FeatureLeak } from './report.ts';

export type PeekSeconds = NonNullable<FeatureLeak['peek_seconds']>;

/**
 * How far each of some columns (BIGINT microseconds; null where nothing leaked) reaches into the future; null where
 * all of it is null. A figure is infinite where a value's time is.
 */
export async function peekSeconds(
  engine: Engine,
  table: { name: Sql; rows: number },
  columns: readonly Sql[],
  run?: Run,
): Promise<(PeekSeconds | null)[]> {
  const found: (PeekSeconds | null)[] = [];
  for (const batch of inStatements(columns, table.rows)) {
    const [row] = await engine.rows<Record<string, number | null>>(peeksSql(table.name, batch), run);
    batch.forEach((_, i) => found.push(toSeconds((name) => row![`${name}${i}`] ?? 0)));
  }
  return found;
}

function peeksSql(table: Sql, columns: readonly Sql[]): Sql {
  const measures = columns.flatMap((peek, i) => [
    sql`quantile_cont((${peek})::DOUBLE, [0.5, 0.9]) AS ${ident(`q${i}`)}`,
    sql`max(${peek})::DOUBLE AS ${ident(`max${i}`)}`,
    sql`count(${peek})::DOUBLE AS ${ident(`n${i}`)}`,
    sql`count(CASE WHEN (${peek}) = ${endless} THEN 1 END)::DOUBLE AS ${ident(`endless${i}`)}`,
  ]);
  const figures = columns.flatMap((_, i) => [
    sql`${ident(`q${i}`)}[1] AS ${ident(`p50${i}`)}, ${ident(`q${i}`)}[2] AS ${ident(`p90${i}`)}`,
    join(['max', 'n', 'endless'].map((name) => ident(`${name}${i}`))),
  ]);
  return sql`SELECT ${join(figures)} FROM (SELECT ${join(measures)} FROM ${table})`;
}

function toSeconds(of: (name: string) => number): PeekSeconds | null {
  const [rows, finite] = [of('n'), of('n') - of('endless')];
  if (rows === 0) return null;
  // What lies between a finite peek and one without end has no end either.
  const at = (share: number, micros: number): number =>
    Math.ceil((rows - 1) * share) < finite ? micros / 1e6 : Infinity;
  return { p50: at(0.5, of('p50')), p90: at(0.9, of('p90')), max: at(1, of('max')) };
}
