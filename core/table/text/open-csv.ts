import { isFault } from '../../engine/engine-failure.ts';
import type { Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { Inference, TextOptions } from '../../model/definitions.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import { count, plural } from '../../text/figures.ts';
import { fileColumn } from '../partitions.ts';
import type { Relation } from '../relation.ts';
import { lackedColumns } from '../unlike-columns.ts';
import { requireUniqueColumns } from '../unique-columns.ts';
import { badBytes } from './content.ts';
import { readCsv } from './csv.ts';
import { isAlike, prepareCsv, type CsvFile, type Keep, type PreparedCsv } from './prepare-csv.ts';
import { textTypes, type TextColumn, type TextTypes } from './text-types.ts';

/** Text files with their types found: `from` reads them, every time anew. */
export interface OpenedText extends TextTypes {
  from: Sql;
  index?: Relation['index'];
}

export interface CsvAsked {
  files: readonly CsvFile[];
  kind: 'csv' | 'tsv';
  options: TextOptions;
  /** Columns whose numbers have to print back as they are written. */
  exact?: readonly string[];
  /** Columns that stay text. */
  asText?: readonly string[];
  /** With `fileColumn`, which the columns do not tell of. */
  numbered?: boolean;
  keep: Keep;
}

/** Names are seldom there twice, and values often. */
const noNames = 'rename one of them, or say read: {header: false} of it in asof.yaml if line 1 has values and no names';

/** Files with the same header are read together; else their columns are matched by name. Every row of theirs is there, or it throws. */
export async function openCsv(engine: Engine, asked: CsvAsked, run?: Run): Promise<OpenedText> {
  const { files, kind, options, exact, asText = [], keep } = asked;
  const prepared: PreparedCsv[] = [];
  for (const file of files) prepared.push(await prepareCsv(file, kind === 'tsv' ? '\t' : ',', options, keep, run));
  const hint = options.header === undefined ? noNames : undefined;
  for (const { file, names } of prepared) requireUniqueColumns(file.path, names, hint);
  const names = [...new Set(prepared.flatMap((one) => one.names))];
  requireUniqueColumns(files[0]!.path, names);
  const nulls = options.nullValues ?? [''];
  const raw = readAll(prepared, nulls, (name) => ({ name, type: 'VARCHAR' }));
  try {
    const found = await textTypes(engine, raw, { names, seen: seenIn(prepared, names), options, exact }, run);
    const types = leftAsText(found, asText);
    requireEveryRow(prepared, types.rows);
    const columns = new Map(types.columns.map((column) => [column.name, column]));
    const lacked = lackedColumns(prepared.map(({ file: { path }, names: own }) => ({ path, names: own })));
    const inferred = [...unlike(prepared.flatMap((one) => one.inferred)), ...lacked, ...types.inferred];
    const isUnnamed = prepared.every((one) => one.unnamed);
    return {
      ...types,
      ...(isUnnamed && { index: [{ column: names[0]!, kind: 'nameless' as const }] }),
      inferred,
      from: typed(
        readAll(prepared, nulls, (name) => columns.get(name)!, asked.numbered),
        types.columns,
      ),
    };
  } catch (error) {
    throw await inFile(error, prepared);
  }
}

function readAll(
  prepared: readonly PreparedCsv[],
  nullValues: readonly string[],
  typed: (name: string) => TextColumn,
  numbered = false,
) {
  const read = (files: readonly PreparedCsv[]): Sql => {
    const [{ dialect, names, lineEnd }] = files as [PreparedCsv];
    const patterns = files.map(({ pattern }) => pattern);
    const columns = names.map((name) => {
      const { type, value } = typed(name);
      return { name, type: value ? 'VARCHAR' : type };
    });
    return readCsv({ ...dialect, patterns, lineEnd, nullValues, breaks: files.some(({ breaks }) => breaks) }, columns);
  };
  if (!numbered && prepared.every((one) => isAlike(one, prepared[0]!))) return read(prepared);
  const number = (i: number): Sql => (numbered ? sql`, ${i} AS ${ident(fileColumn)}` : empty);
  return sql`(${join(
    prepared.map((one, i) => sql`SELECT *${number(i)} FROM ${read([one])}`),
    ' UNION ALL BY NAME ',
  )})`;
}

/** What is said to be text has no other type, and nothing of it was worked out. */
function leftAsText(types: TextTypes, names: readonly string[]): TextTypes {
  if (names.length === 0) return types;
  return {
    ...types,
    columns: types.columns.map((column) =>
      names.includes(column.name) ? { name: column.name, type: 'VARCHAR' } : column,
    ),
    inferred: types.inferred.filter(({ value }) => !names.includes(value)),
    inexact: types.inexact.filter((name) => !names.includes(name)),
  };
}

/** With what a reader's own cast would not give. */
function typed(from: Sql, columns: readonly TextColumn[]): Sql {
  const made = columns.flatMap(({ name, value }) => (value ? [sql`${value} AS ${ident(name)}`] : []));
  return made.length > 0 ? sql`(SELECT * REPLACE (${join(made)}) FROM ${from})` : from;
}

/** The first values of each column, in the files that have it. */
function seenIn(prepared: readonly PreparedCsv[], names: readonly string[]): (string | null)[][] {
  return names.map((name) =>
    prepared.flatMap(({ names: own, rows }) => {
      const at = own.indexOf(name);
      return at === -1 ? [] : rows.map((row) => row[at] ?? null);
    }),
  );
}

/** Each once, however many files it holds for. */
function unlike(inferred: readonly Inference[]): Inference[] {
  const all = new Map(inferred.map((one) => [JSON.stringify(one), one]));
  return [...all.values()];
}

/** The records were counted before DuckDB read them. */
function requireEveryRow(prepared: readonly PreparedCsv[], rows: number): void {
  const expected = prepared.reduce((sum, one) => sum + one.count, 0);
  if (rows === expected) return;
  const { path } = prepared[0]!.file;
  const reason = `it has ${plural(expected, 'row')}, and DuckDB reads ${count(rows)}`;
  const hint = 'convert it to Parquet, and report the file';
  throw new AsofError('file_unreadable', { path, format: 'CSV', reason, hint }, { where: { file: path } });
}

/** What is wrong with a file's bytes is said of the file, not of what was made of it. */
async function inFile(error: unknown, prepared: readonly PreparedCsv[]): Promise<unknown> {
  if (!(error instanceof AsofError) || error.code !== 'file_unreadable') return error;
  if (isFault(error, 'encoding')) {
    for (const { file, content } of prepared) {
      const bad = await badBytes(file, content, error);
      if (bad) return bad;
    }
  }
  const read = prepared.find(({ pattern, file }) => pattern !== file.path && error.where?.file === pattern);
  if (!read) return error;
  const { path, pattern } = read.file;
  const { reason } = error.params;
  // The lines of what was made of it are not its own.
  const line = read.pattern === pattern ? error.where?.line : undefined;
  const where = { file: path, ...(line !== undefined && { line }) };
  return new AsofError('file_unreadable', { path, format: 'CSV', reason: reason! }, { where, cause: error });
}
