import { decode, encode } from '@msgpack/msgpack';
import { createBirpc, type BirpcReturn } from 'birpc';
import { isWithin, type Bounds } from './bounds.ts';
import { Assembler, cut } from './framing.ts';
import type { Transport } from './transport.ts';

export interface PeerOptions {
  /** What the other side may send in one message. */
  most: Bounds;
  /** How long a message that was begun may wait for its next frame; absent: for ever. */
  patienceMs?: number;
  /** The transport ended, or the other side broke the protocol. */
  closed: () => void;
}

/**
 * birpc over a transport: messages as MessagePack (bigint as 64-bit integers, bytes as bytes), cut
 * into frames. Only the functions that are given can be called, no call times out, and a side that
 * sends what is no message, one beyond its bounds, or one that it does not end, is hung up on.
 */
export function peer<Remote extends object, Local extends object>(
  functions: Local,
  transport: Transport,
  options: PeerOptions,
): BirpcReturn<Remote, Local, false> {
  const assembler = new Assembler(options.most.bytes);
  let sent = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return createBirpc<Remote, Local, false>(functions, {
    proxify: false,
    timeout: -1,
    serialize: (message) => encode(message, { useBigInt64: true, ignoreUndefined: true }),
    post(message: Uint8Array) {
      sent = (sent + 1) >>> 0;
      for (const frame of cut(message, sent)) transport.post(frame);
    },
    on(receive) {
      transport.listen({
        frame(frame) {
          const message = read(assembler, frame, options.most);
          clearTimeout(waiting);
          if (assembler.waits && options.patienceMs !== undefined)
            waiting = setTimeout(() => transport.close(), options.patienceMs);
          if (message) receive(message);
          else if (message === undefined) transport.close();
        },
        closed() {
          clearTimeout(waiting);
          options.closed();
        },
      });
    },
    // Without this every property that an object inherits could be called.
    resolver: (name, found) => (Object.hasOwn(functions, name) ? found : undefined),
    // With a name it is an answer that could not be written: the caller is told. Without, it is a call's own failure.
    onGeneralError: (_error, name) => name !== undefined,
  });
}

/** Null while the message is unfinished, undefined where it is none. birpc trusts what it is given, so all is checked here. */
function read(assembler: Assembler, frame: Uint8Array, most: Bounds): object | null | undefined {
  try {
    const bytes = assembler.add(frame);
    if (!bytes) return null;
    return isWithin(bytes, most) ? toMessage(decode(bytes, { useBigInt64: true })) : undefined;
  } catch {
    return undefined;
  }
}

function toMessage(data: unknown): object | undefined {
  if (typeof data !== 'object' || data === null || !('t' in data)) return undefined;
  if (data.t === 's') return data;
  const request = data.t === 'q' && 'm' in data && typeof data.m === 'string' && 'a' in data && Array.isArray(data.a);
  return request ? data : undefined;
}
