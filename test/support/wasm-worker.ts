import { createRequire } from 'node:module';
import { Worker as NodeWorker } from 'node:worker_threads';

const require = createRequire(import.meta.url);

/** Where Node finds what a page gets from its own origin. */
export const wasmFile = require.resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm');

/** DuckDB-Wasm's own worker for Node. */
export function startWasmWorker(): Worker {
  const script = require.resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs');
  const worker = new NodeWorker(
    `const { parentPort } = require('node:worker_threads');
     globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
     parentPort.on('message', (data) => globalThis.onmessage({ data }));
     console.log = console.error = () => {}; // it prints every error that it also answers with
     require(${JSON.stringify(script)});`,
    { eval: true },
  );
  return asInPage(worker);
}

/** parquet-wasm in a worker as a page has it. */
export function startParquetWorker(): Worker {
  const script = new URL('./parquet-worker.ts', import.meta.url).href;
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(script)}); })`;
  return asInPage(new NodeWorker(start, { eval: true }));
}

/** The part of a browser's `Worker` that is used. */
function asInPage(worker: NodeWorker): Worker {
  const facade = {
    postMessage: (message: unknown, transfer: ArrayBuffer[]) => worker.postMessage(message, transfer),
    addEventListener(type: string, listener: (event: object) => void) {
      if (type === 'message') worker.on('message', (data: unknown) => listener({ data }));
      if (type === 'error') worker.on('error', ({ message }) => listener({ message }));
      if (type === 'close') worker.on('exit', () => listener({}));
    },
    removeEventListener() {},
    terminate: () => void worker.terminate(),
  };
  return facade as unknown as Worker;
}
