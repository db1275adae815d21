import { AsofError, fromWire } from '../errors/asof-error.ts';
import type { Progress } from '../engine/engine.ts';
import type { CallArguments, CallOptions, Method, Output } from './contract.ts';
import type { HostSide, PageSide } from './envelope.ts';
import { peer } from './peer.ts';
import type { Transport } from './transport.ts';

/** The host is our own: what an answer may hold is bounded by what a page can. */
const answerBounds = { bytes: 2_000_000_000, values: Infinity };

/** One connection to a host; once lost it stays so. `lastingHost` makes new ones. */
export interface Connection {
  call<M extends Method>(method: M, ...args: CallArguments<M>): Promise<Output<M>>;
  close(): void;
}

/** Speaks to the host behind a transport. When that ends, every pending call fails with `host_lost`, then `lost` is called. */
export function connect(transport: Transport, lost: () => void = () => {}): Connection {
  const calls = new Map<number, { fail: (error: AsofError) => void; onprogress?: (progress: Progress) => void }>();
  let count = 0;
  let open = true;
  const page: PageSide = { progress: (id, progress) => calls.get(id)?.onprogress?.(progress) };
  const host = peer<HostSide, PageSide>(page, transport, {
    most: answerBounds,
    closed() {
      open = false;
      host.$close();
      for (const call of [...calls.values()]) call.fail(new AsofError('host_lost'));
      lost();
    },
  });

  function call(method: Method, input: unknown, { signal, onprogress }: CallOptions): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(new AsofError('cancelled'));
    if (!open) return Promise.reject(new AsofError('host_lost'));
    const id = ++count;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        fail(new AsofError('cancelled'));
        host.$callEvent('cancel', id).catch(() => undefined);
      };
      const done = (): void => {
        calls.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      const fail = (error: AsofError): void => {
        done();
        reject(error);
      };
      calls.set(id, { fail, ...(onprogress && { onprogress }) });
      signal?.addEventListener('abort', cancel, { once: true });
      host.$call('call', id, method, input ?? null).then(
        (outcome) => {
          done();
          if (outcome.ok) resolve(outcome.value);
          else reject(fromWire(outcome.error));
        },
        // The transport's end is told by `closed`; what remains is an answer that could not be written or read.
        (error: unknown) =>
          fail(
            open
              ? new AsofError('bug', { message: `${method} was not answered` }, { cause: error })
              : new AsofError('host_lost'),
          ),
      );
    });
  }

  return {
    call: <M extends Method>(method: M, ...[input, options]: CallArguments<M>) =>
      call(method, input, options ?? {}) as Promise<Output<M>>,
    close: () => transport.close(),
  };
}
