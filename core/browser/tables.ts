import type { Run } from '../engine/engine.ts';
import { forParquet } from '../engine/leaving-types.ts';
import { Scratch } from '../engine/scratch.ts';
import type { FileFormat, FileOptions } from '../model/definitions.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { readArrow } from '../table/arrow/read-arrow.ts';
import type { FileKind } from '../table/file-kind.ts';
import { FileTables, type FileStore, type Opened } from '../table/file-tables.ts';
import { isGlob } from '../table/glob.ts';
import type { FileStamp, Tables } from '../table/relation.ts';
import { headerBytes } from '../table/text/csv.ts';
import { openCsv } from '../table/text/open-csv.ts';
import { rowidOrder } from '../table/row-order.ts';
import { pandasIndex } from '../table/row-numbers.ts';
import { textTypes } from '../table/text/text-types.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';
import { startOf, toBytes } from './bytes.ts';
import type { WasmEngine } from './duckdb-wasm.ts';
import { jsonToArrow } from './load-json.ts';
import { loadParquet, type ParquetWasm } from './load-parquet.ts';
import type { PageFiles } from './page-files.ts';
import { toParquet } from './to-parquet.ts';

/** Files of the page; what is written stays there until it is saved. */
export interface WasmTables extends Tables {
  /** What `writeParquet` wrote to that path; null where it did not. */
  written(path: string): Uint8Array | null;
}

/** `parquet` is asked for when the first file needs it. */
export function wasmTables(engine: WasmEngine, files: PageFiles, parquet: () => Promise<ParquetWasm>): WasmTables {
  const store = new FilesOfPage(engine, files, parquet);
  const tables = new FileTables(store);
  return Object.assign(tables, { written: (path: string) => store.written.get(path) ?? null });
}

/** Every file becomes a table: nothing is read twice, and rows have an order. */
class FilesOfPage implements FileStore {
  readonly written = new Map<string, Uint8Array>();
  readonly #engine: WasmEngine;
  readonly #files: PageFiles;
  readonly #parquet: () => Promise<ParquetWasm>;
  readonly #tables: Scratch;

  constructor(engine: WasmEngine, files: PageFiles, parquet: () => Promise<ParquetWasm>) {
    this.#engine = engine;
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

  writeParquet: Tables['writeParquet'] = async (query, path, metadata, run) => {
    const asked = forParquet(query, await this.#engine.columns(query));
    const { bytes, rows } = toParquet(await this.#parquet(), await this.#engine.arrowAsIs(asked, run), metadata);
    this.written.set(path, bytes);
    return { path, bytes: bytes.length, rows };
  };

  async read(kind: FileKind, files: readonly FileStamp[], options: FileOptions, run?: Run): Promise<Opened> {
    if (kind === 'csv' || kind === 'tsv') return this.#readCsv(files, kind, options, run);
    const tables: Sql[] = [];
    const index: string[] = [];
    for (const { path } of files) {
      const loaded = await this.#load(kind, path, run);
      tables.push(loaded.table);
      if (tables.length === 1) index.push(...pandasIndex(loaded.pandas));
    }
    const all = sql`SELECT * FROM ${join(tables, ' UNION ALL BY NAME SELECT * FROM ')}`;
    const from = tables.length === 1 ? tables[0]! : await this.#tables.table('file', all, run);
    const opened = await this.#describe(from);
    if (kind === 'json' || kind === 'jsonl') return this.#withTimes(opened, run);
    return { ...opened, ...(index.length > 0 && { index: index.map((column) => ({ column, unnamed: false })) }) };
  }

  /** One file into one table. */
  async #load(
    kind: Exclude<FileKind, 'csv' | 'tsv'>,
    path: string,
    run?: Run,
  ): Promise<{ table: Sql; pandas?: string }> {
    const name = this.#tables.name('file');
    const content = this.#files.content(path);
    if (kind === 'parquet') {
      const pandas = await loadParquet(this.#engine, await this.#parquet(), path, content, name, run);
      return { table: ident(name), pandas };
    } else if (kind === 'arrow') {
      const { fields, rows, bytes } = readArrow(path, await toBytes(content));
      requireUniqueColumns(
        path,
        fields.map((field) => field.name),
      );
      // DuckDB-Wasm takes what an Arrow file says of itself for true; parquet-wasm does not.
      const checked = rows > 0 ? (await this.#parquet()).Table.fromIPCStream(bytes).intoIPCStream() : bytes;
      await this.#engine.insertArrow(name, checked, true);
    } else {
      await this.#engine.insertArrow(name, jsonToArrow(path, await toBytes(content), kind), true);
    }
    return { table: ident(name) };
  }

  async #readCsv(files: readonly FileStamp[], kind: 'csv' | 'tsv', options: FileOptions, run?: Run): Promise<Opened> {
    const named = await Promise.all(
      files.map(async ({ path }, i) => {
        const content = this.#files.content(path);
        // Names that look like globs match more than themselves, and DuckDB-Wasm knows no escape.
        const pattern = isGlob(path) ? `${i}-${path.replaceAll(/[*?[\]]/g, '_')}` : path;
        await this.#engine.addFile(pattern, content);
        return { path, pattern, start: await startOf(content, headerBytes) };
      }),
    );
    try {
      const { from, columns, rows, inferred } = await openCsv(this.#engine, named, kind, options, run);
      const table = await this.#tables.table('file', sql`SELECT * FROM ${from}`, run);
      return { from: table, ...rowidOrder(columns), columns, rows, inferred };
    } finally {
      for (const { pattern } of named) await this.#engine.dropFile(pattern);
    }
  }

  async #describe(from: Sql): Promise<Opened> {
    const columns = await this.#engine.columns(sql`SELECT * FROM ${from}`);
    const [counted] = await this.#engine.rows<{ rows: number }>(sql`SELECT count(*)::DOUBLE AS rows FROM ${from}`);
    return { from, ...rowidOrder(columns), columns, rows: counted!.rows, inferred: [] };
  }

  /** Text of JSON that is all times becomes times. */
  async #withTimes(opened: Opened, run?: Run): Promise<Opened> {
    const text = opened.columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
    const { columns: typed } = await textTypes(this.#engine, opened.from, text, run, true);
    const times = typed.filter(({ type }) => type !== 'VARCHAR');
    if (times.length === 0) return opened;
    const casts = times.map(({ name, type }) => sql`CAST(${ident(name)} AS ${typeName(type)}) AS ${ident(name)}`);
    const from = await this.#tables.table('file', sql`SELECT * REPLACE (${join(casts)}) FROM ${opened.from}`, run);
    return this.#describe(from);
  }
}
