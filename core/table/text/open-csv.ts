import type { Column, Engine, Run } from '../../engine/engine.ts';
import type { FileOptions, Inference } from '../../model/definitions.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import { requireUniqueColumns } from '../unique-columns.ts';
import { readCsv, readCsvHeader, type CsvHeader } from './csv.ts';
import { textTypes } from './text-types.ts';

/** Text files with their types found: `from` reads them, every time anew. */
export interface OpenedText {
  from: Sql;
  columns: Column[];
  rows: number;
  inferred: Inference[];
}

export interface CsvFile {
  path: string;
  /** The file's name as the engine reads it; every engine has its own escapes. */
  pattern: string;
  /** Its first `headerBytes`, or all of it. */
  start: Uint8Array;
}

/** Files with the same header are read together; else their columns are matched by name. Reads all of them once. */
export async function openCsv(
  engine: Engine,
  files: readonly CsvFile[],
  kind: 'csv' | 'tsv',
  options: FileOptions,
  run?: Run,
): Promise<OpenedText> {
  const headers = files.map(({ path, start }) =>
    readCsvHeader(path, start, options.read?.delimiter ?? (kind === 'tsv' ? '\t' : null)),
  );
  const names = [...new Set(headers.flatMap((header) => header.names))];
  requireUniqueColumns(files[0]!.path, names);
  const patterns = files.map(({ pattern }) => pattern);
  const raw = readAll(patterns, headers, (name) => ({ name, type: 'VARCHAR' }));
  const { columns, rows } = await textTypes(engine, raw, names, run);
  const types = new Map(columns.map((column) => [column.name, column]));
  return { from: readAll(patterns, headers, (name) => types.get(name)!), columns, rows, inferred: [] };
}

function readAll(patterns: readonly string[], headers: readonly CsvHeader[], typed: (name: string) => Column): Sql {
  const like = ({ delimiter, names }: CsvHeader) => JSON.stringify([delimiter, names]);
  const [first] = headers;
  if (headers.every((header) => like(header) === like(first!))) {
    return readCsv(patterns, first!.delimiter, first!.names.map(typed));
  }
  const each = patterns.map((pattern, i) => {
    const { delimiter, names } = headers[i]!;
    return sql`SELECT * FROM ${readCsv([pattern], delimiter, names.map(typed))}`;
  });
  return sql`(${join(each, ' UNION ALL BY NAME ')})`;
}
