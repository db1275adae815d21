import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { TextOptions } from '../../model/definitions.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { formatNames } from '../../table/file-kind.ts';
import { escapeGlob } from '../../table/glob.ts';
import { fileColumn } from '../../table/partitions.ts';
import { badBytes, contentOf, type Bytes, type Content, type TextFile } from '../../table/text/content.ts';
import { firstOf } from '../../table/text/first-of.ts';
import { readJson, readJsonObjects, sniffJson } from '../../table/text/json.ts';
import { requireShallowJson } from '../../table/text/json-depth.ts';
import { openCsv, type OpenedText } from '../../table/text/open-csv.ts';
import { textTypes } from '../../table/text/text-types.ts';
import { requireUniqueColumns } from '../../table/unique-columns.ts';

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
      const source = Readable.from(packed);
      const unpacked = createGunzip({ chunkSize: 1 << 18 });
      source.on('error', (error) => unpacked.destroy(error));
      return source.pipe(unpacked);
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
    read.push({ file, content, path: content.asStored ? path : await keepIn(folder, 'json', content.read()) });
  }
  try {
    const opened = await readTypes(
      engine,
      read.map((one) => one.path),
      paths[0]!,
      kind,
      run,
    );
    if (!numbered) return opened;
    const each = read.map(
      (one, i) => sql`SELECT *, ${i} AS ${ident(fileColumn)} FROM ${readJson([one.path], kind, opened.columns)}`,
    );
    return { ...opened, from: sql`(${join(each, ' UNION ALL ')})` };
  } catch (error) {
    throw await inFile(error, read);
  }
}

async function readTypes(
  engine: Engine,
  paths: string[],
  shown: string,
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<OpenedText> {
  const sniffed = await engine.columns(sql`SELECT * FROM ${sniffJson(paths, kind)}`);
  const known = sniffed.map(({ name, type }) => ({ name, type: jsonTypes.has(type) ? type : 'VARCHAR' }));
  requireUniqueColumns(shown, await jsonKeys(engine, paths, kind, run));
  const names = known.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
  const from = readJson(paths, kind, known);
  const types = await textTypes(
    engine,
    from,
    { names, seen: await firstOf(engine, from, names, run), timesOnly: true },
    run,
  );
  const found = new Map(types.columns.map((column) => [column.name, column]));
  const columns = known.map((column) => found.get(column.name) ?? column);
  return { ...types, columns, from: readJson(paths, kind, columns) };
}

async function requireText({ path }: TextFile, content: Content): Promise<void> {
  for await (const piece of content.read()) if (piece.some((byte) => byte > 32)) return;
  throw new AsofError('file_empty', { path }, { where: { file: path } });
}

/** What is wrong with a file is said of the file, not of what was made of it. */
async function inFile(error: unknown, read: readonly { file: TextFile; content: Content; path: string }[]) {
  if (!(error instanceof AsofError)) return error;
  if (/UTF-8|utf-8/.test(error.title)) {
    for (const { file, content } of read) {
      const bad = await badBytes(file, content, error);
      if (bad) return bad;
    }
  }
  const made = read.find(({ path, file }) => path !== file.path && error.title.includes(path));
  if (!made) return error;
  const { path, format } = made.file;
  const reason = error.title.slice(error.title.indexOf(': ') + 2).replaceAll(made.path, 'it');
  const line = error.where?.line;
  return new AsofError('file_unreadable', { path, format, reason }, { where: { file: path, line }, cause: error });
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
