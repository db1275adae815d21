import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import { openWasm, type WasmEngine } from '../duckdb-wasm.ts';
import workerUrl from './duckdb-worker.js?url';
import type { PageFiles } from './files.ts';
import { lacking } from './loaded.ts';
import { ParquetClient } from '../parquet/parquet-client.ts';
import { wasmTables, type WasmTables } from '../tables.ts';

/** The page's own engine over its own files; every asset comes from the page's origin. Throws `page_incomplete`, `engine_failed`. */
export async function openPageEngine(files: PageFiles): Promise<{ engine: WasmEngine; tables: WasmTables }> {
  // The worker resolves addresses against its own script.
  const wasm = new URL(wasmUrl, location.href).href;
  const engine = await openWasm({
    worker: () => new Worker(workerUrl, { name: new URL(scriptUrl, location.href).href }),
    wasm,
    lacking: () => lacking([workerUrl, scriptUrl, wasmUrl]),
  });
  const parquet = new ParquetClient(
    () => new Worker(new URL('../parquet/parquet-worker.ts', import.meta.url), { type: 'module' }),
    () => lacking([parquetUrl]),
  );
  return { engine, tables: wasmTables(engine, files, parquet) };
}
