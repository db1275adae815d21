import type { Column } from '../engine/engine.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { folderHint } from '../table/partitions.ts';
import type { Relation } from '../table/relation.ts';

/** A table's columns under the names that definitions use for them. */
export interface NamedColumns {
  relation: Relation;
  columns: { name: string; column: Column }[];
}

/** Applies a field mapping: source column -> name used here. A mapped column hides one that has its name already. */
export function nameColumns(relation: Relation, mapping: Readonly<Record<string, string>> = {}): NamedColumns {
  const taken = new Set(Object.values(mapping));
  const isMapped = (column: Column): boolean => Object.hasOwn(mapping, column.name);
  const columns = relation.columns
    .map((column) => ({ name: isMapped(column) ? mapping[column.name]! : column.name, column }))
    .filter(({ name, column }) => isMapped(column) || !taken.has(name));
  return { relation, columns };
}

/** The column of that very name; throws `column_missing` with the near one. A mapped column's own name will do as well. */
export function findNamed({ relation, columns }: NamedColumns, name: string, where?: Where): Column {
  const found = columns.find((one) => one.name === name) ?? columns.find((one) => one.column.name === name);
  if (found) return found.column;
  throw missing(
    relation,
    name,
    columns.map((one) => one.name),
    where,
  );
}

/** The file's column of that very name; throws `column_missing` with the near one. */
export function findColumn(relation: Relation, name: string, where?: Where): Column {
  const found = relation.columns.find((column) => column.name === name);
  if (found) return found;
  throw missing(
    relation,
    name,
    relation.columns.map((column) => column.name),
    where,
  );
}

function missing(relation: Relation, name: string, known: readonly string[], where?: Where): AsofError {
  const hint = folderHint(relation, name);
  const params = {
    table: relation.name,
    column: name,
    near: nearest(name, known) ?? '',
    known: known.join(', '),
    ...(hint && { hint }),
  };
  return new AsofError('column_missing', params, { where: { ...where, column: name } });
}
