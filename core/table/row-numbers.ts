import type { Engine, Run } from '../engine/engine.ts';
import { ident, sql } from '../sql/sql.ts';
import type { IndexColumn, Relation } from './relation.ts';
import { describeType } from '../types/describe-type.ts';

type Indexed = Pick<Relation, 'index' | 'columns'>;

/** A column without a name of its own that a program wrote for pandas' index. What it holds may be the rows' times. */
export function isUnnamedIndex({ index = [] }: Indexed, name: string): boolean {
  if (/^(__index_level_[0-9]+__|unnamed: ?[0-9]+|)$/i.test(name.trim())) return true;
  return index.some(({ column, kind }) => kind === 'nameless' && column === name);
}

/** What a column of Parquet or Arrow is called: without a name as pandas calls it, for each engine would call it otherwise. */
export function columnName(name: string, place: number): string {
  return name === '' ? `Unnamed: ${place}` : name;
}

/** Whether a column counts the rows from 0 in their order, under the name that pandas' `reset_index` gives it. */
export function isCounting({ index = [] }: Indexed, name: string): boolean {
  return index.some(({ column, kind }) => kind === 'counting' && column === name);
}

/** Why a column is no fact of its row but the row's number or index; undefined where it is one. */
export function isRowNumber(relation: Indexed, column: string): string | undefined {
  const found = relation.index?.find((one) => one.column === column);
  if (found?.kind === 'counting') return "it counts the rows from 0, as pandas' reset_index does";
  if (found?.kind === 'nameless') return 'a first column without a name, which numbers the rows';
  if (isUnnamedIndex(relation, column)) {
    // Looked up for these alone: all columns of a wide table are asked about.
    const type = relation.columns.find(({ name }) => name === column)?.type ?? '';
    return describeType(type).family === 'integer' ? "a row number, from pandas' index" : "pandas' index";
  }
  return found && "pandas' index";
}

/** Looks at the columns that `reset_index` may have made. In several files, each may count its own rows. */
export async function countingColumns(
  engine: Engine,
  { from, rowOrder, columns }: Pick<Relation, 'from' | 'rowOrder' | 'columns'>,
  run?: Run,
): Promise<IndexColumn[]> {
  const found: IndexColumn[] = [];
  for (const { name, type } of columns) {
    if (!/^(index|level_0)$/i.test(name) || describeType(type).family !== 'integer') continue;
    const [counted] = await engine.rows<{ n: number; odd: number }>(
      sql`SELECT count(*)::DOUBLE AS n, count(CASE WHEN v IS NULL OR (v <> 0 AND v IS DISTINCT FROM before + 1) THEN 1 END)::DOUBLE AS odd FROM (
  SELECT v, lag(v) OVER (ORDER BY o) AS before FROM (SELECT ${ident(name)}::HUGEINT AS v, ${rowOrder} AS o FROM ${from})
)`,
      run,
    );
    if (counted!.n > 1 && counted!.odd === 0) found.push({ column: name, kind: 'counting' });
  }
  return found;
}

/** The columns that pandas' metadata calls the index, of a file that has any: `index_columns` of the key `pandas`. */
export function pandasIndex(metadata: string | null | undefined): string[] {
  if (!metadata) return [];
  try {
    const { index_columns: columns } = JSON.parse(metadata) as { index_columns?: unknown };
    return Array.isArray(columns) ? columns.filter((column): column is string => typeof column === 'string') : [];
  } catch {
    return [];
  }
}
