import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
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

/** A connection that has sent this much, and what is said to it. */
function talk(address: string, text: string) {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.on('data', (part: Buffer) => (said += part.toString()));
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, said: () => said };
}

const head = 'POST /features HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

it('refuses a body that does not end, and one that is said to be a gigabyte, without reading them', async () => {
  const { api, ask } = await served(() => Promise.resolve(memoryStore()));
  const told = talk(api.address, `${head}Content-Length: 1000000000\r\n\r\n{`);
  await expect.poll(told.said).toContain('413');
  const endless = talk(api.address, `${head}Transfer-Encoding: chunked\r\n\r\n`);
  endless.socket.write(`1e8480\r\n${'x'.repeat(2_000_000)}\r\n1\r\nx\r\n`);
  await expect.poll(endless.said).toContain('413');
  expect((await ask()).status).toBe(200);
});

it('answers others while hundreds of clients send nothing, or half a request', async () => {
  const { api, ask } = await served(() => Promise.resolve(memoryStore()), { most: 2 });
  const idle = Array.from({ length: 300 }, () => talk(api.address, ''));
  const slow = Array.from({ length: 300 }, () => talk(api.address, `${head}Content-Length: 99\r\n\r\n{`));
  await Promise.all([...idle, ...slow].map(async ({ socket }) => socket.pending && (await once(socket, 'connect'))));
  expect((await ask()).status).toBe(200);
});
