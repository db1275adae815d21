import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import type { Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { AsofError } from '../errors/asof-error.ts';
import { sql } from '../sql/sql.ts';
import { fileKind, formatNames, type FileKind } from '../table/file-kind.ts';
import { isGlob } from '../table/glob.ts';
import type { FileStamp, Relation, Tables } from '../table/relation.ts';
import type { NativeEngine } from './duckdb-native.ts';
import { arrowToParquet } from './files/arrow-to-parquet.ts';
import { findFiles, stampOf } from './files/find-files.ts';
import { hashFile } from './files/hash-file.ts';
import { openParquet } from './files/open-parquet.ts';
import { openCsv, openJson, type OpenedText } from './files/open-text.ts';
import { writeParquetFile } from './files/write-parquet.ts';

export interface NativeTablesOptions {
  /** Text files are read into a table once per version; else every statement reads the file itself. */
  loadText?: boolean;
}

type Opened = Pick<Relation, 'from' | 'rowOrder' | 'columns' | 'rows'>;

/** Files of the local disk, read by DuckDB native. */
export function nativeTables(engine: NativeEngine, options: NativeTablesOptions = {}): Tables {
  return new LocalFiles(engine, options.loadText ?? false);
}

class LocalFiles implements Tables {
  readonly #engine: NativeEngine;
  readonly #loadText: boolean;
  readonly #loaded: Scratch;
  /** By version of the files: path, size and time. */
  readonly #opened = new Map<string, Promise<Opened>>();

  constructor(engine: NativeEngine, loadText: boolean) {
    this.#engine = engine;
    this.#loadText = loadText;
    this.#loaded = new Scratch(engine);
  }

  async open(path: string, { root, name }: { root: string; name?: string }, run?: Run): Promise<Relation> {
    const files = await findFiles(path, root);
    const kind = kindOf(path, files);
    const opened = await this.#once(JSON.stringify(files), () => this.#read(kind, files, run), run);
    return { name: name ?? path, files, ...opened };
  }

  async verify(relation: Relation): Promise<void> {
    for (const { path, bytes, modified } of relation.files) {
      const now = await stampOf(path);
      if (now?.bytes !== bytes || now.modified !== modified)
        throw new AsofError('file_changed', { path }, { where: { file: path } });
    }
  }

  async hash(relation: Relation, run?: Run): Promise<{ path: string; bytes: number; sha256: string }[]> {
    const hashes = [];
    for (const stamp of relation.files)
      hashes.push({ path: stamp.path, bytes: stamp.bytes, sha256: await hashFile(stamp, run) });
    return hashes;
  }

  writeParquet(
    query: Parameters<Tables['writeParquet']>[0],
    path: string,
    metadata: Record<string, string>,
    run?: Run,
  ) {
    return writeParquetFile(this.#engine, query, isAbsolute(path) ? path : resolve(path), metadata, run);
  }

  /** Who asks while another opens the same files shares the work, but not a cancel. */
  async #once(version: string, read: () => Promise<Opened>, run?: Run): Promise<Opened> {
    const earlier = this.#opened.get(version);
    if (earlier) {
      try {
        return await earlier;
      } catch (error) {
        const others = error instanceof AsofError && error.code === 'cancelled' && !run?.signal?.aborted;
        if (!others) throw error;
      }
    }
    const opening = read();
    this.#opened.set(version, opening);
    opening.catch(() => {
      if (this.#opened.get(version) === opening) this.#opened.delete(version);
    });
    return opening;
  }

  async #read(kind: FileKind, files: readonly FileStamp[], run?: Run): Promise<Opened> {
    const paths = files.map(({ path }) => path);
    try {
      switch (kind) {
        case 'parquet':
          return await openParquet(this.#engine, paths, run);
        case 'arrow':
          return await openParquet(this.#engine, await this.#asParquet(files), run);
        case 'csv':
        case 'tsv':
          return await this.#text(await openCsv(this.#engine, paths, kind, run), run);
        case 'json':
        case 'jsonl':
          return await this.#text(await openJson(this.#engine, paths, kind, run), run);
      }
    } catch (error) {
      throw asUnreadable(error, kind, paths[0]!);
    }
  }

  async #text(text: OpenedText, run?: Run): Promise<Opened> {
    if (!this.#loadText) return { ...text, rowOrder: sql`row_number() OVER ()` };
    const from = await this.#loaded.table('file', sql`SELECT * FROM ${text.from}`, run);
    // A column of that name would hide the table's own.
    const hidden = text.columns.some(({ name }) => name.toLowerCase() === 'rowid');
    return { ...text, from, rowOrder: hidden ? sql`row_number() OVER ()` : sql`rowid` };
  }

  async #asParquet(files: readonly FileStamp[]): Promise<string[]> {
    const targets = [];
    for (const stamp of files) {
      const target = join(
        this.#engine.tempDirectory,
        `${createHash('sha256').update(JSON.stringify(stamp)).digest('hex').slice(0, 32)}.parquet`,
      );
      if (!(await stampOf(target))) await arrowToParquet(stamp.path, target);
      targets.push(target);
    }
    return targets;
  }
}

function kindOf(path: string, files: readonly FileStamp[]): FileKind {
  const kinds = new Set(files.map((file) => fileKind(file.path)));
  const [kind] = kinds;
  if (!kind)
    throw new AsofError('file_kind_unknown', { path: isGlob(path) ? files[0]!.path : path }, { where: { file: path } });
  if (kinds.size > 1) {
    const reason = 'it matches files of several formats';
    throw new AsofError(
      'file_unreadable',
      { path, format: formatNames[kind], reason, hint: 'end it with one format, for example *.parquet' },
      { where: { file: path } },
    );
  }
  return kind;
}

/** While a file is opened, what the engine cannot do is the file's fault. */
function asUnreadable(error: unknown, kind: FileKind, path: string): unknown {
  if (!(error instanceof AsofError) || error.code !== 'engine_failed') return error;
  const said = error.title.replace(/^DuckDB: (?:[\w ]+ Error: )?/, '');
  const reason = said.includes('state machine')
    ? 'its lines end in different ways, or a quote stands in an odd place'
    : said;
  return new AsofError(
    'file_unreadable',
    { path, format: formatNames[kind], reason },
    { where: { file: path }, cause: error.cause },
  );
}
