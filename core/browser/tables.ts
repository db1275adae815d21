import type { Run } from '../engine/engine.ts';
import { forParquet } from '../engine/leaving-types.ts';
import { Scratch } from '../engine/scratch.ts';
import type { FileFormat } from '../model/definitions.ts';
import { empty, ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { readArrow, unreadable } from '../table/arrow/read-arrow.ts';
import type { FileKind } from '../table/file-kind.ts';
import { FileTables, type FileStore, type Opened, type ReadOptions } from '../table/file-tables.ts';
import type { FileStamp, Tables } from '../table/relation.ts';
import { formatNames } from '../table/file-kind.ts';
import { contentOf, type Bytes } from '../table/text/content.ts';
import { openCsv } from '../table/text/open-csv.ts';
import { rowidOrder } from '../table/row-order.ts';
import { fileColumn } from '../table/partitions.ts';
import { pandasIndex } from '../table/row-numbers.ts';
import { firstOf } from '../table/text/first-of.ts';
import { textTypes } from '../table/text/text-types.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import { toBytes } from './bytes.ts';
import type { WasmEngine } from './duckdb-wasm.ts';
import { jsonToArrow, type JsonRows } from './load-json.ts';
import { loadParquet } from './load-parquet.ts';
import type { PageFiles } from './page-files.ts';
import type { ParquetClient } from './parquet/parquet-client.ts';
import { collect, pageText } from './text-file.ts';

/** Files of the page; what is written stays there until it is saved. */
export interface WasmTables extends Tables {
  /** What `writeParquet` wrote to that path; null where it did not. */
  written(path: string): Uint8Array | null;
}

export function wasmTables(engine: WasmEngine, files: PageFiles, parquet: ParquetClient): WasmTables {
  const store = new FilesOfPage(engine, files, parquet);
  const tables = new FileTables(store);
  return Object.assign(tables, { written: (path: string) => store.written.get(path) ?? null });
}

/** Every file becomes a table: nothing is read twice, and rows have an order. */
class FilesOfPage implements FileStore {
  readonly written = new Map<string, Uint8Array>();
  readonly engine: WasmEngine;
  readonly #files: PageFiles;
  readonly #parquet: ParquetClient;
  readonly #tables: Scratch;

  constructor(engine: WasmEngine, files: PageFiles, parquet: ParquetClient) {
    this.engine = engine;
    this.#files = files;
    this.#parquet = parquet;
    this.#tables = new Scratch(engine);
  }

  find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
    return this.#files.find(path, root, format);
  }

  async isThere(path: string, root: string): Promise<boolean> {
    return this.#files.isThere(path, root);
  }

  async stamp(path: string): Promise<FileStamp | null> {
    return this.#files.stamp(path);
  }

  async sha256({ path }: FileStamp): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', (await toBytes(this.#files.content(path))) as BufferSource);
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  generation(): number {
    return this.engine.restarts;
  }

  writeParquet: Tables['writeParquet'] = async (query, path, metadata, run) => {
    const asked = forParquet(query, await this.engine.columns(query));
    const stream = await this.engine.arrowAsIs(asked, run);
    const { bytes, rows } = await this.#parquet.use((ask) => ask({ call: 'write', stream, metadata }));
    this.written.set(path, bytes);
    return { path, bytes: bytes.length, rows };
  };

  async read(kind: FileKind, files: readonly FileStamp[], options: ReadOptions, run?: Run): Promise<Opened> {
    if (kind === 'csv' || kind === 'tsv') return this.#readCsv(files, kind, options, run);
    const tables: Sql[] = [];
    const index: string[] = [];
    for (const { path } of files) {
      const loaded = await this.#load(kind, path, options, run);
      tables.push(loaded.table);
      if (tables.length === 1) index.push(...pandasIndex(loaded.pandas));
    }
    const { numbered } = options;
    const number = (i: number): Sql => (numbered ? sql`, ${i} AS ${ident(fileColumn)}` : empty);
    const all = join(
      tables.map((table, i) => sql`SELECT *${number(i)} FROM ${table}`),
      ' UNION ALL BY NAME ',
    );
    const from = tables.length === 1 && !numbered ? tables[0]! : await this.#tables.table('file', all, run);
    const opened = await this.#describe(from);
    if (kind === 'json' || kind === 'jsonl') return this.#withTimes(opened, run);
    return {
      ...opened,
      ...(index.length > 0 && { index: index.map((column) => ({ column, kind: 'pandas' as const })) }),
    };
  }

  /** One file into one table. */
  async #load(
    kind: Exclude<FileKind, 'csv' | 'tsv'>,
    path: string,
    options: ReadOptions,
    run?: Run,
  ): Promise<{ table: Sql; pandas?: string }> {
    const name = this.#tables.name('file');
    const content = this.#files.content(path);
    if (kind === 'parquet') {
      const pandas = await loadParquet(this.engine, this.#parquet, path, content, name, run);
      return { table: ident(name), pandas };
    } else if (kind === 'arrow') {
      const { fields, rows, bytes } = readArrow(path, await toBytes(content));
      requireUniqueColumns(
        path,
        fields.map((field) => field.name),
      );
      // DuckDB-Wasm takes what an Arrow file says of itself for true; parquet-wasm does not.
      const checked = rows > 0 ? await this.#check(path, bytes) : bytes;
      await this.engine.insertArrow(name, checked, true);
    } else {
      const text = await contentOf(pageText(path, formatNames[kind], content), options.read);
      const json = await jsonToArrow(path, await collect(text.read()), kind);
      return { table: await this.#loadJson(name, json, run) };
    }
    return { table: ident(name) };
  }

  async #check(path: string, stream: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#parquet.use((ask) => ask({ call: 'check', stream }));
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }

  async #loadJson(name: string, { stream, wide }: JsonRows, run?: Run): Promise<Sql> {
    await this.engine.insertArrow(name, stream, true);
    if (wide.length === 0) return ident(name);
    const casts = wide.map((column) => sql`CAST(${ident(column)} AS HUGEINT) AS ${ident(column)}`);
    return this.#tables.table('file', sql`SELECT * REPLACE (${join(casts)}) FROM ${ident(name)}`, run);
  }

  async #readCsv(files: readonly FileStamp[], kind: 'csv' | 'tsv', options: ReadOptions, run?: Run): Promise<Opened> {
    const added: string[] = [];
    const add = async (pattern: string, content: Blob | Uint8Array) => {
      added.push(pattern);
      await this.engine.addFile(pattern, content);
      return pattern;
    };
    const named = files.map(({ path }) => ({
      ...pageText(path, formatNames[kind], this.#files.content(path)),
      // Names that look like globs match more than themselves, and DuckDB-Wasm knows no escape.
      pattern: this.#tables.name('text'),
    }));
    try {
      for (const { path, pattern } of named) await add(pattern, this.#files.content(path));
      const keep = async (_: string, content: Bytes) => add(this.#tables.name('text'), await collect(content));
      const asked = {
        files: named,
        kind,
        options: options.read ?? {},
        exact: options.exact,
        asText: options.asText,
        numbered: options.numbered,
        keep,
      };
      const { from, columns, rows, inferred, inexact, index } = await openCsv(this.engine, asked, run);
      const table = await this.#tables.table('file', sql`SELECT * FROM ${from}`, run);
      return { from: table, ...rowidOrder(columns), columns, rows, inferred, inexact, index };
    } finally {
      for (const pattern of added) await this.engine.dropFile(pattern);
    }
  }

  async #describe(from: Sql): Promise<Opened> {
    const columns = (await this.engine.columns(sql`SELECT * FROM ${from}`)).filter(({ name }) => name !== fileColumn);
    const [counted] = await this.engine.rows<{ rows: number }>(sql`SELECT count(*)::DOUBLE AS rows FROM ${from}`);
    return { from, ...rowidOrder(columns), columns, rows: counted!.rows, inferred: [] };
  }

  /** Text of JSON that is all times becomes times. */
  async #withTimes(opened: Opened, run?: Run): Promise<Opened> {
    const text = opened.columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
    const seen = await firstOf(this.engine, opened.from, text, run);
    const asked = { names: text, seen, timesOnly: true };
    const { columns: typed, inferred } = await textTypes(this.engine, opened.from, asked, run);
    const times = typed.filter(({ type }) => type !== 'VARCHAR');
    if (times.length === 0) return { ...opened, inferred };
    const casts = times.map(({ name, type }) => sql`CAST(${ident(name)} AS ${typeName(type)}) AS ${ident(name)}`);
    const from = await this.#tables.table('file', sql`SELECT * REPLACE (${join(casts)}) FROM ${opened.from}`, run);
    return { ...(await this.#describe(from)), inferred };
  }
}
