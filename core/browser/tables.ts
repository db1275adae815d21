import type { Column, Run } from '../engine/engine.ts';
import { forParquet } from '../engine/leaving-types.ts';
import { Scratch } from '../engine/scratch.ts';
import type { FileFormat } from '../model/definitions.ts';
import { empty, ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { extensionsOf, sayExtensions } from '../table/arrow/extensions.ts';
import { readArrow } from '../table/arrow/read-arrow.ts';
import { unreadable } from '../table/arrow/unreadable.ts';
import type { FileKind } from '../table/file-kind.ts';
import { FileTables, type FileStore, type Opened, type ReadOptions } from '../table/file-tables.ts';
import type { FileStamp, Tables } from '../table/relation.ts';
import { formatNames } from '../table/file-kind.ts';
import { contentOf, type Bytes } from '../table/text/content.ts';
import { openCsv } from '../table/text/open-csv.ts';
import { rowidOrder } from '../table/row-order.ts';
import { fileColumn } from '../table/partitions.ts';
import { pandasIndex } from '../table/row-numbers.ts';
import { jsonTextTypes, sayRounded } from '../table/text/json.ts';
import { lackedColumns, unlikeColumns } from '../table/unlike-columns.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import { toBytes } from './bytes.ts';
import type { WasmEngine } from './duckdb-wasm.ts';
import { jsonObjects, jsonToArrow } from './load-json.ts';
import { loadParquet } from './load-parquet.ts';
import type { PageFiles } from './page/files.ts';
import type { Json } from './parse-json.ts';
import type { ParquetClient } from './parquet/parquet-client.ts';
import type { ParquetNotes } from './parquet/serve-parquet.ts';
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

/** What one file has become. */
interface Loaded {
  table: Sql;
  /** `extensionsOf` its columns. */
  extensions: Map<string, string>;
  notes?: ParquetNotes;
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
    // The browser's own is there for pages of https or of this machine only.
    const name = this.#tables.name('hashed');
    await this.engine.addFile(name, this.#files.content(path));
    try {
      const [hashed] = await this.engine.rows<{ hash: string }>(
        sql`SELECT sha256(content) AS hash FROM read_blob(${name})`,
      );
      return hashed!.hash;
    } finally {
      await this.engine.dropFile(name);
    }
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
    if (kind === 'json' || kind === 'jsonl') return this.#readJson(files, kind, options, run);
    const tables: Sql[] = [];
    const index: string[] = [];
    const extensions = new Map<string, string>();
    let provenance: string | undefined;
    const own: { path: string; columns: Column[] }[] = [];
    for (const { path } of files) {
      const loaded = await this.#load(kind, path, run);
      tables.push(loaded.table);
      for (const [name, extension] of loaded.extensions) extensions.set(name, extension);
      if (files.length > 1) own.push({ path, columns: await this.engine.columns(sql`SELECT * FROM ${loaded.table}`) });
      if (tables.length === 1) index.push(...pandasIndex(loaded.notes?.pandas));
      if (files.length === 1) provenance = loaded.notes?.provenance;
    }
    const { numbered } = options;
    const number = (i: number): Sql => (numbered ? sql`, ${i} AS ${ident(fileColumn)}` : empty);
    const all = join(
      tables.map((table, i) => sql`SELECT *${number(i)} FROM ${table}`),
      ' UNION ALL BY NAME ',
    );
    const from = tables.length === 1 && !numbered ? tables[0]! : await this.#tables.table('file', all, run);
    const opened = await this.#describe(from);
    return {
      ...opened,
      inferred: [...unlikeColumns(own, opened.columns), ...sayExtensions(extensions, opened.columns)],
      ...(index.length > 0 && { index: index.map((column) => ({ column, kind: 'pandas' as const })) }),
      ...(provenance !== undefined && { provenance }),
    };
  }

  /** One file into one table. */
  async #load(kind: 'parquet' | 'arrow', path: string, run?: Run): Promise<Loaded> {
    const name = this.#tables.name('file');
    const content = this.#files.content(path);
    if (kind === 'parquet') {
      const { extensions, ...notes } = await loadParquet(this.engine, this.#parquet, path, content, name, run);
      return { table: ident(name), notes, extensions };
    }
    const { fields, rows, bytes } = readArrow(path, await toBytes(content));
    requireUniqueColumns(
      path,
      fields.map((field) => field.name),
    );
    // DuckDB-Wasm takes what an Arrow file says of itself for true; parquet-wasm does not.
    const checked = rows > 0 ? await this.#check(path, bytes) : bytes;
    await this.engine.insertArrow(name, checked, true);
    return { table: ident(name), extensions: extensionsOf(fields) };
  }

  async #check(path: string, stream: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#parquet.use((ask) => ask({ call: 'check', stream }));
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }

  async #readJson(
    files: readonly FileStamp[],
    kind: 'json' | 'jsonl',
    options: ReadOptions,
    run?: Run,
  ): Promise<Opened> {
    const objects: Record<string, Json>[] = [];
    const own: { path: string; names: string[] }[] = [];
    for (const [i, { path }] of files.entries()) {
      const file = pageText(path, formatNames[kind], this.#files.content(path));
      const names = new Set<string>();
      for (const object of await jsonObjects(file, await contentOf(file, options.read), kind)) {
        for (const key of Object.keys(object)) names.add(key);
        objects.push(options.numbered ? { ...object, [fileColumn]: i } : object);
      }
      if (names.size > 0) own.push({ path, names: [...names] });
    }
    const name = this.#tables.name('file');
    const { stream, wide, long, rounded } = jsonToArrow(files[0]!.path, objects);
    await this.engine.insertArrow(name, stream, true);
    const typed = await this.#withTypes(await this.#describe(ident(name)), wide, long, run);
    return { ...typed, inferred: [...lackedColumns(own), ...typed.inferred, ...rounded.map(sayRounded)] };
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

  /** Text of JSON that is all times becomes times; numbers that are text for want of a type get one, or stay text. */
  async #withTypes(opened: Opened, wide: readonly string[], long: readonly string[], run?: Run): Promise<Opened> {
    const text = opened.columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
    const { columns, inferred } = await jsonTextTypes(
      this.engine,
      opened.from,
      text.filter((name) => !wide.includes(name)),
      long,
      run,
    );
    const typed = [...columns, ...wide.map((name) => ({ name, type: 'HUGEINT' }))];
    const casts = typed
      .filter(({ type }) => type !== 'VARCHAR')
      .map(({ name, type }) => sql`CAST(${ident(name)} AS ${typeName(type)}) AS ${ident(name)}`);
    if (casts.length === 0) return { ...opened, inferred };
    const from = await this.#tables.table('file', sql`SELECT * REPLACE (${join(casts)}) FROM ${opened.from}`, run);
    return { ...(await this.#describe(from)), inferred };
  }
}
