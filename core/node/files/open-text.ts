import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { pipeline as pipelineOf, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isFault } from '../../engine/engine-failure.ts';
import type { Column, Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { TextOptions } from '../../model/definitions.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { formatNames } from '../../table/file-kind.ts';
import { escapeGlob } from '../../table/glob.ts';
import { fileColumn } from '../../table/partitions.ts';
import { badBytes, contentOf, type Bytes, type Content, type TextFile } from '../../table/text/content.ts';
import {
  jsonTextTypes,
  losesDigits,
  mayBeRounded,
  readJsonObjects,
  readJsonSql,
  roundedNumbers,
  sayRounded,
  sniffJson,
} from '../../table/text/json.ts';
import { lackedColumns } from '../../table/unlike-columns.ts';
import { requireShallowJson } from '../../table/text/json-depth.ts';
import { openCsv, type OpenedText } from '../../table/text/open-csv.ts';
import { requireKeys } from '../../table/unique-columns.ts';

/** What is asked of text files on the disk. */
export interface LocalText {
  paths: readonly string[];
  options: TextOptions;
  exact?: readonly string[];
  asText?: readonly string[];
  numbered?: boolean;
  /** Where what is made of them is kept, while the engine lives. */
  folder: string;
}

export async function openLocalCsv(
  engine: Engine,
  kind: 'csv' | 'tsv',
  { paths, options, exact, asText, numbered, folder }: LocalText,
  run?: Run,
): Promise<OpenedText> {
  const most = await roomIn(folder);
  const files = paths.map((path) => ({ ...localFile(path, formatNames[kind], most), pattern: escapeGlob(path) }));
  const keep = async (_: string, content: Bytes) => escapeGlob(await keepIn(folder, 'csv', content));
  return openCsv(engine, { files, kind, options, exact, asText, numbered, keep }, run);
}

function localFile(path: string, format: string, most: number): TextFile {
  return {
    path,
    format,
    most,
    read: () => createReadStream(path, { highWaterMark: 1 << 20 }),
    gunzip: (packed) => {
      const unpacked = createGunzip({ chunkSize: 1 << 18 });
      // Whoever needs no more of it closes the file too.
      pipelineOf(Readable.from(packed), unpacked, () => {});
      return unpacked;
    },
  };
}

/** Half of what is left on the disk. */
async function roomIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 2;
}

async function keepIn(folder: string, ending: string, content: Bytes): Promise<string> {
  const path = joinPath(folder, `text-${randomBytes(8).toString('hex')}.${ending}`);
  try {
    await pipeline(Readable.from(content), createWriteStream(path));
  } catch (error) {
    // It may have filled half of the disk.
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** JSON's own numbers and booleans keep their types; text may be times; lists and objects are JSON text. */
const jsonTypes = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE', 'BOOLEAN']);

export async function openLocalJson(
  engine: Engine,
  kind: 'json' | 'jsonl',
  { paths, options, numbered, folder }: LocalText,
  run?: Run,
): Promise<OpenedText> {
  const most = await roomIn(folder);
  const read: { file: TextFile; content: Content; path: string }[] = [];
  for (const path of paths) {
    const file = localFile(path, formatNames[kind], most);
    const content = await contentOf(file, options);
    await requireText(file, content);
    await requireShallowJson(path, kind, content.read());
    read.push({
      file,
      content,
      path: content.asStored && !content.hasMark ? path : await keepIn(folder, 'json', content.read()),
    });
  }
  try {
    const opened = await readTypes(
      engine,
      read.map((one) => one.path),
      paths,
      kind,
      run,
    );
    if (!numbered) return opened;
    const each = read.map(
      (one, i) => sql`SELECT *, ${i} AS ${ident(fileColumn)} FROM ${readJsonSql([one.path], kind, opened.columns)}`,
    );
    return { ...opened, from: sql`(${join(each, ' UNION ALL ')})` };
  } catch (error) {
    throw await inFile(error, read);
  }
}

async function readTypes(
  engine: Engine,
  paths: string[],
  shown: readonly string[],
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<OpenedText> {
  const sniffed = await narrowed(
    engine,
    paths,
    kind,
    await engine.columns(sql`SELECT * FROM ${sniffJson(paths, kind)}`),
    run,
  );
  const { keys, ofFile, hasNull, isLong, mayRound } = await jsonKeys(engine, paths, kind, run);
  const floats = sniffed.filter(({ type }) => type === 'DOUBLE').map(({ name }) => name);
  const long = isLong ? await longColumns(engine, paths, kind, floats, run) : [];
  const known = sniffed.map(({ name, type }) => ({
    name,
    type: jsonTypes.has(type) && !long.includes(name) ? type : 'VARCHAR',
  }));
  const names = known.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
  const types = await jsonTextTypes(engine, readJsonSql(paths, kind, known), names, long, run);
  requireKeys(shown[0]!, keys, hasNull);
  const found = new Map(types.columns.map((column) => [column.name, column]));
  const columns = known.map(({ name, type }) => ({ name, type: found.get(name)?.type ?? type }));
  const rounded = mayRound ? await roundedNumbers(engine, paths, kind, run) : [];
  const inferred = [
    ...lackedColumns(
      shown.map((path, i) => ({ path, names: ofFile(paths[i]!) })).filter(({ names }) => names.length > 0),
    ),
    ...types.inferred,
    ...rounded.filter(({ name }) => floats.includes(name)).map(sayRounded),
  ];
  return { ...types, inferred, inexact: [], columns, from: readJsonSql(paths, kind, columns) };
}

/** DuckDB takes integers of both signs for such of 128 bits, however small they are. */
async function narrowed(
  engine: Engine,
  paths: readonly string[],
  kind: 'json' | 'jsonl',
  columns: readonly Column[],
  run?: Run,
): Promise<Column[]> {
  const wide = columns.filter(({ type }) => type === 'HUGEINT');
  if (wide.length === 0) return [...columns];
  const fit = wide.map(
    ({ name }, i) =>
      sql`coalesce(min(${ident(name)}) >= -9223372036854775808 AND max(${ident(name)}) <= 9223372036854775807, TRUE) AS ${ident(`f${i}`)}`,
  );
  const [found] = await engine.rows<Record<string, boolean>>(
    sql`SELECT ${join(fit)} FROM ${readJsonSql(paths, kind, wide)}`,
    run,
  );
  const fits = new Set(wide.filter((_, i) => found![`f${i}`]).map(({ name }) => name));
  return columns.map(({ name, type }) => ({ name, type: fits.has(name) ? 'BIGINT' : type }));
}

/** Of columns of floats, those with an integer that no float holds. */
async function longColumns(
  engine: Engine,
  paths: readonly string[],
  kind: 'json' | 'jsonl',
  names: readonly string[],
  run?: Run,
): Promise<string[]> {
  if (names.length === 0) return [];
  const text = names.map((name) => ({ name, type: 'VARCHAR' }));
  const lost = names.map((name, i) => sql`coalesce(bool_or(${losesDigits(ident(name))}), FALSE) AS ${ident(`l${i}`)}`);
  const [found] = await engine.rows<Record<string, boolean>>(
    sql`SELECT ${join(lost)} FROM ${readJsonSql(paths, kind, text)}`,
    run,
  );
  return names.filter((_, i) => found![`l${i}`]);
}

async function requireText({ path }: TextFile, content: Content): Promise<void> {
  for await (const piece of content.read()) if (piece.some((byte) => byte > 32)) return;
  throw new AsofError('file_empty', { path }, { where: { file: path } });
}

/** What is wrong with a file is said of the file, not of what was made of it. */
async function inFile(error: unknown, read: readonly { file: TextFile; content: Content; path: string }[]) {
  if (!(error instanceof AsofError)) return error;
  if (isFault(error, 'encoding')) {
    for (const { file, content } of read) {
      const bad = await badBytes(file, content, error);
      if (bad) return bad;
    }
  }
  const { params } = error;
  const made = read.find(({ path, file }) => path !== file.path && params.path === path);
  if (!made) return error;
  const { path, format } = made.file;
  const reason = String(params.reason ?? params.message).replaceAll(made.path, 'it');
  const line = error.where?.line;
  return new AsofError('file_unreadable', { path, format, reason }, { where: { file: path, line }, cause: error });
}

/**
 * As written: DuckDB renames those that differ only in case; of all files, and of each. And whether a record is null, and whether
 * there are integers of 16 digits or more, or numbers that may have been rounded.
 */
async function jsonKeys(
  engine: Engine,
  paths: readonly string[],
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<{
  keys: string[];
  ofFile: (path: string) => string[];
  hasNull: boolean;
  isLong: boolean;
  mayRound: boolean;
}> {
  const rows = await engine.rows<{ file: string; key: string | null; long: boolean; rounded: boolean }>(
    sql`SELECT filename AS file, key, bool_or(long) AS long, bool_or(rounded) AS rounded FROM (SELECT filename, unnest(CASE WHEN starts_with(json, 'n') THEN [NULL] ELSE json_keys(json) END) AS key,
      regexp_matches(json, '[^.0-9][0-9]{16,}[^.0-9eE]') AS long, ${mayBeRounded(sql`json`)} AS rounded FROM ${readJsonObjects(paths, kind)}) GROUP BY filename, key`,
    run,
  );
  return {
    keys: [...new Set(rows.flatMap(({ key }) => key ?? []))],
    ofFile: (path) => rows.flatMap(({ file, key }) => (file === path ? (key ?? []) : [])),
    hasNull: rows.some(({ key }) => key === null),
    isLong: rows.some(({ long }) => long),
    mayRound: rows.some(({ rounded }) => rounded),
  };
}
