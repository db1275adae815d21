import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import initParquet, * as parquet from 'parquet-wasm/esm';
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import { openWasm, type WasmEngine } from './duckdb-wasm.ts';
import type { PageFiles } from './page-files.ts';
import { wasmTables, type WasmTables } from './tables.ts';

/** The page's own engine over its own files; every asset comes from the page's origin. */
export async function openPageEngine(files: PageFiles): Promise<{ engine: WasmEngine; tables: WasmTables }> {
  // The worker resolves addresses against its own script.
  const engine = await openWasm({ worker: new Worker(workerUrl), wasm: new URL(wasmUrl, location.href).href });
  let ready: Promise<typeof parquet> | undefined;
  const loadParquet = () => (ready ??= initParquet({ module_or_path: parquetUrl }).then(() => parquet));
  return { engine, tables: wasmTables(engine, files, loadParquet) };
}
