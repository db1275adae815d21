import { onTestFinished } from 'vitest';
import { Defined } from '../../../../core/model/defined.ts';
import { readDefinitions } from '../../../../core/model/read.ts';
import type { NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { startApi } from '../../../../core/node/api/server.ts';
import type { OnlineStore } from '../../../../core/online/online-store.ts';
import { workspace } from '../../../cli/run-asof.ts';

type Settings = Partial<Parameters<typeof startApi>[1]>;

/** A server over a store that is there once it is open. */
export async function served(
  open: () => Promise<OnlineStore>,
  settings: Settings = {},
  expressions: () => Promise<NativeEngine> = () => Promise.reject(new Error('no engine is needed')),
  definitions = workspace['asof.yaml'],
) {
  const context = {
    workspace: new Defined(readDefinitions(definitions, 'asof.yaml')),
    online: { use: async <T>(_: unknown, work: (store: OnlineStore) => Promise<T>) => work(await open()) },
    expressions,
    now: () => 0n,
  };
  const files = () => Promise.reject(new Error('no files are needed'));
  const api = await startApi(
    { current: () => context, files },
    { port: 0, deadlineMs: 10_000, most: 9, drainMs: 0, ...settings },
  );
  onTestFinished(() => api.close());
  const ask = (key?: string, body: unknown = { service: 'model_v1', entities: { customer_id: ['1'] } }) => {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    return fetch(`${api.address}/features`, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  return { api, ask };
}
