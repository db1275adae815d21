import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cut } from '../../../core/rpc/framing.ts';
import { serveHost } from '../../../core/rpc/serve-host.ts';
import type { Transport, TransportListener } from '../../../core/rpc/transport.ts';
import { handlers } from './handlers.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page whose frames are given one by one. */
function page() {
  let listener: TransportListener | null = null;
  const close = vi.fn(() => listener?.closed());
  const transport: Transport = { post: () => {}, listen: (to) => void (listener = to), close };
  serveHost(handlers({}), transport);
  return { send: (frame: Uint8Array) => listener!.frame(frame), close };
}

const [first, second] = [...cut(new Uint8Array(2_500_000), 1)] as [Uint8Array, Uint8Array];

it('a message that is begun and not ended is waited for half a minute', () => {
  const { send, close } = page();
  send(first);
  vi.advanceTimersByTime(29_000);
  send(second);
  vi.advanceTimersByTime(29_000);
  expect(close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(close).toHaveBeenCalledOnce();
});

it('a page that says nothing between its messages is kept', () => {
  const { close } = page();
  vi.advanceTimersByTime(3_600_000);
  expect(close).not.toHaveBeenCalled();
});
