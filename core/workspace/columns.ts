import type { Column } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { Relation } from '../table/relation.ts';

/** A table's columns under the names that definitions use for them. */
export interface NamedColumns {
  table: string;
  columns: { name: string; column: Column }[];
}

/** Applies a field mapping: source column -> name used here. Throws `column_missing` for one that is not in the file. */
export function nameColumns(relation: Relation, mapping: Readonly<Record<string, string>> = {}): NamedColumns {
  for (const source of Object.keys(mapping)) findColumn(relation, source);
  const taken = new Set(Object.values(mapping));
  // A mapped column hides one that has its name already.
  const columns = relation.columns
    .map((column) => ({ name: mapping[column.name] ?? column.name, column }))
    .filter(({ name, column }) => column.name in mapping || !taken.has(name));
  return { table: relation.name, columns };
}

/** The column of that very name; throws `column_missing` with the near one. A mapped column's own name will do as well. */
export function findNamed({ table, columns }: NamedColumns, name: string): Column {
  const found = columns.find((one) => one.name === name) ?? columns.find((one) => one.column.name === name);
  return (
    found?.column ??
    throwMissing(
      table,
      name,
      columns.map((one) => one.name),
    )
  );
}

/** The file's column of that very name; throws `column_missing` with the near one. */
export function findColumn(relation: Relation, name: string): Column {
  const found = relation.columns.find((column) => column.name === name);
  return (
    found ??
    throwMissing(
      relation.name,
      name,
      relation.columns.map((column) => column.name),
    )
  );
}

function throwMissing(table: string, name: string, known: readonly string[]): never {
  const params = { table, column: name, near: nearest(name, known) ?? '', known: known.join(', ') };
  throw new AsofError('column_missing', params, { where: { column: name } });
}
