import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { Inference } from '../model/definitions.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import type { Relation } from './relation.ts';
import { textTypes } from './text/text-types.ts';

/** What a folder on a file's way is called, `key=value`; null where it says that there is none, undefined where there is no such folder. */
export function folderValue(path: string, key: string): string | null | undefined {
  const folder = foldersOf(path).findLast(([name]) => name === key);
  return folder?.[1];
}

/** What folders are called that look like columns and are none, where the files do not have these columns themselves. */
export function undeclaredFolders(paths: readonly string[], columns: readonly Column[]): string[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const keys = [...new Set(paths.flatMap((path) => foldersOf(path).map(([key]) => key)))];
  return keys.filter((key) => !taken.has(key.toLowerCase()));
}

export function sayFolders(found: readonly string[], declared: readonly string[]): Inference[] {
  if (found.length === 0) return [];
  const value = found.map((key) => `${key}=`).join(', ');
  const reason = `these folders are no columns; partitions: [${[...declared, ...found].join(', ')}] makes them`;
  return [{ what: 'folders', value, reason }];
}

/** What makes a column of folders that are called so; null where there are none. */
export function folderHint({ folders }: Pick<Relation, 'folders'>, column: string): string | null {
  if (!folders?.includes(column)) return null;
  return `its folders are called ${column}=..: partitions: [${folders.join(', ')}] of its source in asof.yaml makes columns of them`;
}

/** A column of what the folders of each file are called, in the files' order. */
export interface Partition extends Column {
  values: (string | null)[];
}

/** With types that are worked out as those of text. Throws `definitions_invalid` for a name that no folder has. */
export async function readPartitions(
  engine: Engine,
  paths: readonly string[],
  names: readonly string[],
  run?: Run,
): Promise<Partition[]> {
  const values = names.map((name) => {
    const found = paths.map((path) => folderValue(path, name));
    if (found.some((value) => value !== undefined)) return found.map((value) => value ?? null);
    const message = `partitions: no folder is called ${name}=..`;
    throw new AsofError('definitions_invalid', { message, expected: 'name folders that are on the way to the files' });
  });
  if (names.length === 0) return [];
  const rows = paths.map((_, i) => sql`(${join(values.map((column) => sql`${column[i]!}::VARCHAR`))})`);
  const from = sql`(VALUES ${join(rows)}) folders(${join(names.map((name) => ident(name)))})`;
  const types = await textTypes(engine, from, { names, seen: values }, run);
  return names.map((name, i) => {
    const found = types.columns[i]!;
    return { name, type: found.value ? 'VARCHAR' : found.type, values: values[i]! };
  });
}

/** Which of the files a row is of, from 0: a column of what is read only to be told from. */
export const fileColumn = 'asof_file';

/** Over rows that have `fileColumn`, which then goes. */
export function withPartitions(from: Sql, partitions: readonly Partition[]): Sql {
  const file = ident(fileColumn);
  const columns = partitions.map(({ name, type, values }) => {
    const list = join(values.map((value) => sql`${value}`));
    return sql`CAST(([${list}]::VARCHAR[])[${file}::BIGINT + 1] AS ${typeName(type)}) AS ${ident(name)}`;
  });
  return sql`(SELECT ${join([sql`* EXCLUDE (${file})`, ...columns])} FROM ${from})`;
}

function foldersOf(path: string): [key: string, value: string | null][] {
  return path
    .split(/[/\\]/)
    .slice(0, -1)
    .flatMap((folder) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(folder) ?? [];
      if (key === undefined) return [];
      return [[key, value === '__HIVE_DEFAULT_PARTITION__' ? null : decoded(value!)] as [string, string | null]];
    });
}

/** Hive escapes what a file system does not take. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
