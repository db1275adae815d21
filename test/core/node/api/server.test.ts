import { expect, it, onTestFinished } from 'vitest';
import { startApi } from '../../../../core/node/api/server.ts';
import { Defined } from '../../../../core/model/defined.ts';
import { readDefinitions } from '../../../../core/model/read.ts';
import type { OnlineStore } from '../../../../core/online/online-store.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import { workspace } from '../../../cli/run-asof.ts';

/** A server over a store that is there once it is open. */
async function served(open: () => Promise<OnlineStore>, settings: { most?: number; deadlineMs?: number } = {}) {
  const context = {
    workspace: new Defined(readDefinitions(workspace['asof.yaml'], 'asof.yaml')),
    online: { use: async <T>(_: unknown, work: (store: OnlineStore) => Promise<T>) => work(await open()) },
    expressions: () => Promise.reject(new Error('no engine is needed')),
    now: () => 0n,
  };
  const api = await startApi(() => context, { port: 0, deadlineMs: 10_000, most: 9, drainMs: 0, ...settings });
  onTestFinished(() => api.close());
  const ask = () =>
    fetch(`${api.address}/features`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'model_v1', entities: { customer_id: ['1'] } }),
    });
  return { api, ask };
}

const never = () => new Promise<never>(() => undefined);

it('answers 503 with the reason where the store does not answer in time', async () => {
  const { ask } = await served(never, { deadlineMs: 50 });
  const answer = await ask();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { title: 'the online store: no answer within 50 ms' } });
});

it('asks a store that stalls no more often than it may, and says when to come again', async () => {
  const { ask } = await served(never, { deadlineMs: 50, most: 1 });
  expect((await ask()).status).toBe(503);
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ error: { code: 'server_busy' } });
});

it('says first that it is not ready, then ends what is open, then listens no more', async () => {
  let [begin, open]: [() => void, (store: OnlineStore) => void] = [() => undefined, () => undefined];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const { api, ask } = await served(() => {
    begin();
    return new Promise((resolve) => (open = resolve));
  });
  const asked = ask();
  await begun;
  const closing = api.close();
  expect((await fetch(`${api.address}/ready`)).status).toBe(503);
  open(memoryStore());
  expect((await asked).status).toBe(200);
  await closing;
  await expect(fetch(`${api.address}/health`)).rejects.toThrow();
});
