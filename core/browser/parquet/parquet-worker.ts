import initParquet, * as parquet from 'parquet-wasm/esm';
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import { parquetServer, type ParquetRequest } from './serve-parquet.ts';

/** parquet-wasm in a worker of the page: a panic in it ends the worker, and nothing else. */
const ready = initParquet({ module_or_path: parquetUrl }).then(() => parquetServer(parquet));

addEventListener('message', ({ data }: MessageEvent<ParquetRequest>) => {
  void ready.then(
    (answer) => answer(data).then((answered) => postMessage(answered)),
    (error: unknown) => postMessage({ id: data.id, error: String(error), trapped: true }),
  );
});

// Part of parquet-wasm runs where nobody waits for it; the page does not hear of what fails there.
addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
  postMessage({ id: 0, error: String(reason), trapped: true });
});
