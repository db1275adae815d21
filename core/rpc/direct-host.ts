import { AsofError, fromWire, toWire } from '../errors/asof-error.ts';
import type { CallArguments, Handlers, Host, HostState, Input, Method, Output } from './contract.ts';

/** The page as its own host: the handlers are called as they are, with no wire between. */
export function directHost(handlers: Handlers, closed: () => void = () => {}): Host {
  let state: HostState = 'connected';
  const listeners = new Set<(state: HostState) => void>();
  return {
    get state() {
      return state;
    },
    async call<M extends Method>(method: M, ...[input, options = {}]: CallArguments<M>): Promise<Output<M>> {
      const { signal, onprogress } = options;
      if (state === 'closed') throw new AsofError('host_lost');
      if (signal?.aborted) throw new AsofError('cancelled');
      try {
        const run = { ...(signal && { signal }), ...(onprogress && { progress: onprogress }) };
        return await handlers[method]((input ?? null) as Input<M>, run);
      } catch (error) {
        throw error instanceof AsofError ? error : fromWire(toWire(error));
      }
    },
    onstate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      if (state === 'closed') return;
      state = 'closed';
      for (const listener of listeners) listener(state);
      closed();
    },
  };
}
