import type { Engine, Run } from '../engine/engine.ts';
import { empty, join, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { inStatements } from '../engine/statements.ts';

/** A binary target: a condition that holds for the positive class, null where the target is. */
export interface Target {
  positive: Sql;
}

/** A column that ranks rows; by itself, and where there is `among` some of them by themselves too. */
export interface Ranking {
  value: Sql;
  type: string;
  among?: Sql;
}

export interface Area {
  /** Null where a class is missing. */
  auc: number | null;
  /** Rows that have a value and a target. */
  rows: number;
}

export interface RankedArea extends Area {
  /** The same of the rows that `among` takes; absent where there is none. */
  among?: Area;
}

/**
 * The area under the ROC curve of each of some columns alone, by the rank-sum identity (Mann-Whitney; ties count one
 * half; the direction is not flipped). Rows whose value or target is null, or whose value is NaN, are left out. Null
 * where the type has no order that counts. However many columns, it is a few passes over the table.
 */
export async function areas(
  engine: Engine,
  table: { name: Sql; rows: number },
  columns: readonly Ranking[],
  target: Target,
  run?: Run,
): Promise<(RankedArea | null)[]> {
  const found = columns.map(({ type }): RankedArea | null =>
    describeType(type).order === null ? null : { auc: null, rows: 0 },
  );
  const ranked = [...columns.entries()].filter(([i]) => found[i] !== null);
  for (const batch of inStatements(ranked, table.rows)) {
    const each = batch.map(([i, column]) => areaSql(table.name, i, column, target));
    for (const { i, auc, rows, chosen, chosen_rows } of await engine.rows<AreaRow>(join(each, '\nUNION ALL '), run))
      found[i] = { auc, rows, ...(columns[i]!.among && { among: { auc: chosen, rows: chosen_rows } }) };
  }
  return found;
}

interface AreaRow extends Area {
  /** Of the columns asked for. */
  i: number;
  /** Of those among. */
  chosen: number | null;
  chosen_rows: number;
}

/**
 * Of each of the column's values, the rows of both classes that have it and the negatives that lie below: these are
 * summed in the order of the rows before, which DuckDB keeps and a window of its own would take twice as long to make.
 * Putting the values in order is nearly all of the work, so that some rows are counted beside all.
 */
function areaSql(table: Sql, i: number, { among, ...column }: Ranking, target: Target): Sql {
  const all = { p: sql`p`, n: sql`n`, where: empty };
  const both = among ? [all, { p: sql`sp`, n: sql`sn`, where: sql` AND chosen` }] : [all];
  const summed = both.flatMap(({ p, n }) => [p, n, below(n)]);
  const names: [Sql, Sql] = [sql`chosen`, sql`chosen_rows`];
  const chosen = among ? areaOf(sql`sp`, sql`sn`, names) : sql`NULL::DOUBLE AS chosen, 0::DOUBLE AS chosen_rows`;
  return sql`SELECT ${i}::INTEGER AS i, ${areaOf(sql`p`, sql`n`, [sql`auc`, sql`rows`])}, ${chosen} FROM (
  SELECT ${join(summed)} FROM (
    SELECT ${join(both.map(({ p, n, where }) => counts(p, n, where)))}
    FROM (SELECT ${rankable(column)} AS v, ${target.positive} AS positive${among ? sql`, (${among}) AS chosen` : empty} FROM ${table})
    WHERE v IS NOT NULL AND positive IS NOT NULL GROUP BY v ORDER BY v
  )
)`;
}

function counts(positives: Sql, negatives: Sql, where: Sql): Sql {
  return sql`count_if(positive${where})::DOUBLE AS ${positives}, count_if(NOT positive${where})::DOUBLE AS ${negatives}`;
}

function below(negatives: Sql): Sql {
  return sql`sum(${negatives}) OVER (ROWS UNBOUNDED PRECEDING) - ${negatives} AS below_${negatives}`;
}

/** Its two columns, called as the caller calls them. */
function areaOf(positives: Sql, negatives: Sql, [auc, rows]: [Sql, Sql]): Sql {
  const area = sql`sum(${positives} * (below_${negatives} + ${negatives} / 2)) / nullif(sum(${positives}) * sum(${negatives}), 0)`;
  return sql`${area} AS ${auc}, coalesce(sum(${positives} + ${negatives}), 0) AS ${rows}`;
}

/** A value that ranks: NaN does not. */
export function rankable({ value, type }: Pick<Ranking, 'value' | 'type'>): Sql {
  return describeType(type).order === 'DOUBLE' ? sql`CASE WHEN NOT isnan(${value}) THEN ${value} END` : value;
}
