import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import type { Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { sql } from '../sql/sql.ts';
import type { FileKind } from '../table/file-kind.ts';
import { FileTables, type FileStore, type Opened, type ReadOptions } from '../table/file-tables.ts';
import type { FileStamp, Tables } from '../table/relation.ts';
import { countedOrder, rowidOrder } from '../table/row-order.ts';
import type { OpenedText } from '../table/text/open-csv.ts';
import type { NativeEngine } from './duckdb-native.ts';
import { memoryLimit } from './duckdb/memory-limit.ts';
import { findFiles, isThere, stampOf } from './files/find-files.ts';
import { hashFile } from './files/hash-file.ts';
import { openParquet } from './files/open-parquet.ts';
import { openLocalCsv, openLocalJson, type LocalText } from './files/open-text.ts';
import { writeParquetFile } from './files/write-parquet.ts';

export interface NativeTablesOptions {
  /** Text files are read into a table once per version; else every statement reads the file itself. */
  loadText?: boolean;
}

/** Files of the local disk, read by DuckDB native. */
export function nativeTables(engine: NativeEngine, options: NativeTablesOptions = {}): Tables {
  return new FileTables(new LocalFiles(engine, options.loadText ?? false));
}

class LocalFiles implements FileStore {
  readonly find = findFiles;
  readonly isThere = isThere;
  readonly stamp = stampOf;
  readonly sha256 = hashFile;
  readonly engine: NativeEngine;
  readonly #loadText: boolean;
  readonly #loaded: Scratch;

  constructor(engine: NativeEngine, loadText: boolean) {
    this.engine = engine;
    this.#loadText = loadText;
    this.#loaded = new Scratch(engine);
  }

  generation(): number {
    return this.engine.restarts;
  }

  writeParquet: Tables['writeParquet'] = (query, path, metadata, run) =>
    writeParquetFile(this.engine, query, isAbsolute(path) ? path : resolve(path), metadata, run);

  async read(kind: FileKind, files: readonly FileStamp[], options: ReadOptions, run?: Run): Promise<Opened> {
    const paths = files.map(({ path }) => path);
    const text: LocalText = {
      paths,
      options: options.read ?? {},
      exact: options.exact,
      asText: options.asText,
      numbered: options.numbered,
      folder: this.engine.tempDirectory,
    };
    switch (kind) {
      case 'parquet':
        return openParquet(this.engine, { paths, numbered: options.numbered }, run);
      case 'arrow':
        return openParquet(
          this.engine,
          { paths: await this.#asParquet(files), shown: paths, numbered: options.numbered },
          run,
        );
      case 'csv':
      case 'tsv':
        return this.#text(await openLocalCsv(this.engine, kind, text, run), run);
      case 'json':
      case 'jsonl':
        return this.#text(await openLocalJson(this.engine, kind, text, run), run);
    }
  }

  async #text(text: OpenedText, run?: Run): Promise<Opened> {
    if (!this.#loadText) return { ...text, ...countedOrder };
    const from = await this.#loaded.table('file', sql`SELECT * FROM ${text.from}`, run);
    return { ...text, from, ...rowidOrder(text.columns) };
  }

  async #asParquet(files: readonly FileStamp[]): Promise<string[]> {
    const targets = [];
    for (const file of files) {
      const version = createHash('sha256').update(JSON.stringify(file)).digest('hex');
      const target = join(this.engine.tempDirectory, `${version}.parquet`);
      if (!(await stampOf(target))) {
        // Most commands read no Arrow, and its reader takes a fifth of a second to load.
        const { arrowToParquet } = await import('./files/arrow-to-parquet.ts');
        await arrowToParquet(file.path, target, await memoryLimit(this.engine));
      }
      targets.push(target);
    }
    return targets;
  }
}
