import type { Column } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { Relation } from '../table/relation.ts';

/** The column of that very name; throws `column_missing` with the near one. */
export function findColumn(relation: Relation, name: string): Column {
  const names = relation.columns.map((column) => column.name);
  const found = relation.columns.find((column) => column.name === name);
  if (found) return found;
  const params = { table: relation.name, column: name, near: nearest(name, names) ?? '', known: names.join(', ') };
  throw new AsofError('column_missing', params, { where: { column: name } });
}
