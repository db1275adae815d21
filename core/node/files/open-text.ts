import { open } from 'node:fs/promises';
import type { Column, Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import type { FileKind } from '../../table/file-kind.ts';
import { headerBytes, readCsv, readCsvHeader, type CsvHeader } from '../../table/text/csv.ts';
import { readJson, readJsonObjects, sniffJson } from '../../table/text/json.ts';
import { textTypes } from '../../table/text/text-types.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';

/** Text files with their types found: `from` reads them, every time anew. */
export interface OpenedText {
  from: Sql;
  columns: Column[];
  rows: number;
}

export async function openCsv(engine: Engine, paths: string[], kind: 'csv' | 'tsv', run?: Run): Promise<OpenedText> {
  const headers = await Promise.all(
    paths.map(async (path) => readCsvHeader(path, await startOf(path), kind === 'tsv' ? '\t' : null)),
  );
  const names = [...new Set(headers.flatMap((header) => header.names))];
  requireUniqueColumns(paths[0]!, names);
  const raw = csvOf(paths, headers, (name) => ({ name, type: 'VARCHAR' }));
  const { columns, rows } = await textTypes(engine, raw, names, run);
  const types = new Map(columns.map((column) => [column.name, column]));
  return { from: csvOf(paths, headers, (name) => types.get(name)!), columns, rows };
}

/** One reader for files with the same header; else one each, matched by name. */
function csvOf(paths: readonly string[], headers: readonly CsvHeader[], typed: (name: string) => Column): Sql {
  const like = ({ delimiter, names }: CsvHeader) => JSON.stringify([delimiter, names]);
  if (headers.every((header) => like(header) === like(headers[0]!)))
    return readCsv(paths, headers[0]!.delimiter, headers[0]!.names.map(typed));
  const each = paths.map(
    (path, i) => sql`SELECT * FROM ${readCsv([path], headers[i]!.delimiter, headers[i]!.names.map(typed))}`,
  );
  return sql`(${join(each, ' UNION ALL BY NAME ')})`;
}

/** JSON's own numbers and booleans keep their types; text may be times; lists and objects are JSON text. */
const jsonTypes = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN']);

export async function openJson(
  engine: Engine,
  paths: string[],
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<OpenedText> {
  for (const path of paths) {
    const start = await startOf(path);
    if (start.length < headerBytes && Buffer.from(start).toString('latin1').trim() === '')
      throw new AsofError('file_empty', { path }, { where: { file: path } });
  }
  const sniffed = await engine.columns(sql`SELECT * FROM ${sniffJson(paths, kind)}`);
  const known = sniffed.map(({ name, type }) => ({ name, type: jsonTypes.has(type) ? type : 'VARCHAR' }));
  requireUniqueColumns(paths[0]!, await jsonKeys(engine, paths, kind, run));
  const text = known.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
  const { columns: typed, rows } = await textTypes(engine, readJson(paths, kind, known), text, run, true);
  const types = new Map(typed.map(({ name, type }) => [name, type]));
  const columns = known.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  return { from: readJson(paths, kind, columns), columns, rows };
}

/** As written: DuckDB renames those that differ only in case. */
async function jsonKeys(
  engine: Engine,
  paths: readonly string[],
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<string[]> {
  const rows = await engine.rows<{ key: string }>(
    sql`SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${readJsonObjects(paths, kind)}`,
    run,
  );
  return rows.map(({ key }) => key);
}

async function startOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
