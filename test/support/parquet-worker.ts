import { parentPort } from 'node:worker_threads';
import * as parquet from 'parquet-wasm/node';
import { parquetServer, type ParquetRequest } from '../../core/browser/parquet/serve-parquet.ts';

/** What core/browser/parquet/parquet-worker.ts is in a page. */
const answer = parquetServer(parquet);
parentPort!.on(
  'message',
  (asked: ParquetRequest) => void answer(asked).then((answered) => parentPort!.postMessage(answered)),
);
