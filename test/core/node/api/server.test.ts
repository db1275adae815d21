import { expect, it } from 'vitest';
import type { OnlineStore } from '../../../../core/online/online-store.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import { served } from './served.ts';

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
