import { createRequire } from 'node:module';
import type * as parquetWasm from 'parquet-wasm/node';

const require = createRequire(import.meta.url);
const name = 'parquet-wasm/node';
/** Its memory never shrinks. */
const mostKept = 256 * 1024 * 1024;

/**
 * Lets `work` use parquet-wasm at once. After a panic its memory is in no order that can be relied on,
 * so the next to ask gets a new instance; also after it has grown large.
 */
export function withParquetWasm<T>(work: (parquet: typeof parquetWasm) => T): T {
  const parquet = require(name) as typeof parquetWasm;
  try {
    const answer = work(parquet);
    if (parquet.wasmMemory().buffer.byteLength > mostKept) forget();
    return answer;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) forget();
    throw error;
  }
}

function forget(): void {
  delete require.cache[require.resolve(name)];
}
