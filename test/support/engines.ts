import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openWasm } from '../../core/browser/duckdb-wasm.ts';
import { PageFiles } from '../../core/browser/page/files.ts';
import { ParquetClient } from '../../core/browser/parquet/parquet-client.ts';
import { wasmTables } from '../../core/browser/tables.ts';
import type { BatchLoader, BatchReader } from '../../core/engine/batches.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import type { Tables } from '../../core/table/relation.ts';
import { startParquetWorker, startWasmWorker, wasmFile } from './wasm-worker.ts';

/** An engine with a place for files; `root` is what paths are relative to. */
export interface Opened {
  engine: Engine & BatchReader & BatchLoader;
  tables: Tables;
  root: string;
  put(path: string, content: string | Uint8Array): Promise<void>;
  /** What `writeParquet` made at that path. */
  written(path: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Of what can do with fewer: for hundreds of statements over a few rows, waking a second thread costs more than all work. */
interface Opening {
  threads?: number;
}

/** All that a conformance suite runs against: `describe.each(engines)`. The page's has one thread. */
export const engines: { name: string; open(opening?: Opening): Promise<Opened> }[] = [
  { name: 'DuckDB native', open: (opening) => native(true, opening) },
  { name: 'DuckDB-Wasm', open: wasm },
];

/** The same, and the host as the command line has it: text files are read where they are. */
export const enginesAndInPlace: typeof engines = [
  ...engines,
  { name: 'DuckDB native, text in place', open: () => native(false) },
];

async function native(loadText: boolean, opening?: Opening): Promise<Opened> {
  const engine = await openNative(opening);
  const root = await mkdtemp(join(tmpdir(), 'asof-test-'));
  return {
    engine,
    tables: nativeTables(engine, { loadText }),
    root,
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    written: (path) => readFile(path),
    async close() {
      await engine.close();
      await rm(root, { recursive: true });
    },
  };
}

async function wasm(): Promise<Opened> {
  const engine = await openWasm({ worker: startWasmWorker, wasm: wasmFile });
  const files = new PageFiles();
  const parquet = new ParquetClient(startParquetWorker);
  const tables = wasmTables(engine, files, parquet);
  const root = '/page';
  return {
    engine,
    tables,
    root,
    async put(path, content) {
      files.add(join(root, path), typeof content === 'string' ? new TextEncoder().encode(content) : content);
    },
    async written(path) {
      const bytes = tables.written(path);
      if (!bytes) throw new Error(`nothing was written to ${path}`);
      return bytes;
    },
    async close() {
      parquet.close();
      await engine.close();
    },
  };
}
