import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import { openWasm, type WasmEngine } from '../duckdb-wasm.ts';
import type { PageFiles } from './files.ts';
import { ParquetClient } from '../parquet/parquet-client.ts';
import { wasmTables, type WasmTables } from '../tables.ts';

/** The page's own engine over its own files; every asset comes from the page's origin. */
export async function openPageEngine(files: PageFiles): Promise<{ engine: WasmEngine; tables: WasmTables }> {
  // The worker resolves addresses against its own script.
  const wasm = new URL(wasmUrl, location.href).href;
  const engine = await openWasm({ worker: () => new Worker(workerUrl), wasm });
  const parquet = new ParquetClient(
    () => new Worker(new URL('../parquet/parquet-worker.ts', import.meta.url), { type: 'module' }),
  );
  return { engine, tables: wasmTables(engine, files, parquet) };
}
