import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OnlineState } from '../../../core/rpc/online-api.ts';
import { Online } from '../../../renderer/state/online.svelte.ts';
import type { Workbench } from '../../../renderer/state/workbench.svelte.ts';

const answer = { kind: 'redis', address: 'redis://shop', environment: null, problem: null, views: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a store that answers late is said not to answer, and what it told before stays', async () => {
  let reply: (state: OnlineState) => void = () => {};
  const online = new Online({
    snapshot: { id: 'shop', restricted: false },
    host: { call: () => new Promise<OnlineState>((resolve) => (reply = resolve)) },
    activity: { say: () => {} },
  } as unknown as Workbench);
  const asked = async (): Promise<void> => {
    void online.refresh();
    await vi.advanceTimersByTimeAsync(3000);
  };
  await asked();
  expect([online.problem?.title, online.told]).toEqual(['the online store does not answer', null]);
  reply(answer as unknown as OnlineState);
  await vi.advanceTimersByTimeAsync(0);
  const { told } = online;
  expect([online.problem, told === null]).toEqual([null, false]);
  await asked();
  expect([online.problem?.title, online.fault, online.told]).toEqual(['redis://shop does not answer', null, told]);
  reply({ ...answer, problem: { title: 'no room', hint: 'make some' } } as unknown as OnlineState);
  await vi.advanceTimersByTimeAsync(0);
  expect([online.fault?.title, online.told === told]).toEqual(['no room', false]);
});
