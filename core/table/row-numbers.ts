import type { Relation } from './relation.ts';

/** A column that a program wrote to number the rows: pandas' unnamed index, and what it becomes in a text file. */
export function isNumberingName(name: string): boolean {
  return /^(__index_level_[0-9]+__|unnamed: ?[0-9]+|)$/i.test(name.trim());
}

/** Why a column is no fact of its row but the row's number or index; undefined where it is one. */
export function isRowNumber({ index = [] }: Pick<Relation, 'index'>, column: string): string | undefined {
  if (isNumberingName(column)) return "a row number, from pandas' index";
  const found = index.find((one) => one.column === column);
  return found && (found.unnamed ? 'a first column without a name, which numbers the rows' : "pandas' index");
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
