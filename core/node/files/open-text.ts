import { open } from 'node:fs/promises';
import type { Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { FileOptions } from '../../model/definitions.ts';
import { sql } from '../../sql/sql.ts';
import { escapeGlob } from '../../table/glob.ts';
import { headerBytes } from '../../table/text/csv.ts';
import { readJson, readJsonObjects, sniffJson } from '../../table/text/json.ts';
import { openCsv, type OpenedText } from '../../table/text/open-csv.ts';
import { textTypes } from '../../table/text/text-types.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';

export async function openLocalCsv(
  engine: Engine,
  paths: string[],
  kind: 'csv' | 'tsv',
  options: FileOptions,
  run?: Run,
): Promise<OpenedText> {
  const files = paths.map(async (path) => ({ path, pattern: escapeGlob(path), start: await startOf(path) }));
  return openCsv(engine, await Promise.all(files), kind, options, run);
}

/** JSON's own numbers and booleans keep their types; text may be times; lists and objects are JSON text. */
const jsonTypes = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN']);

export async function openLocalJson(
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
  return { from: readJson(paths, kind, columns), columns, rows, inferred: [] };
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
