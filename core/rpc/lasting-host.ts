import { AsofError, toWire } from '../errors/asof-error.ts';
import { connect, type Connection } from './client.ts';
import type { CallArguments, Host, HostState, Method, Output } from './contract.ts';
import type { WorkspaceRef, WorkspaceSnapshot } from './host-api.ts';
import type { Transport } from './transport.ts';

export interface Reconnection {
  /** A new transport to the host, which may have been started again; rejects where there is none yet. */
  open: () => Promise<Transport>;
  /** Resolves some time before the nth try (from 0) to connect again. */
  pause: (attempt: number) => Promise<void>;
}

/**
 * A host that outlives its connections. When one is lost, pending calls fail with `host_lost` and a
 * new one is opened, as often as it takes; the workspaces that were open are opened again before
 * `state` says `connected`. Results do not come back: their calls fail with `stale_result`, see `askingAgain`.
 */
export async function lastingHost({ open, pause }: Reconnection): Promise<Host> {
  const listeners = new Set<(state: HostState) => void>();
  const opened = new Map<string, WorkspaceRef>();
  let state: HostState = 'connected';
  let connection = connect(await open(), lost);

  function become(next: HostState): void {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener(next);
  }

  function lost(): void {
    if (state !== 'connected') return;
    become('lost');
    void reconnect();
  }

  async function reconnect(): Promise<void> {
    for (let attempt = 0; state === 'lost'; attempt++) {
      await pause(attempt);
      if (await tryAgain()) return;
    }
  }

  async function tryAgain(): Promise<boolean> {
    try {
      let alive = true;
      const next = connect(await open(), () => {
        alive = false;
        if (connection === next) lost();
      });
      if (isClosed()) {
        next.close();
        return true;
      }
      await reopen(next, [...opened.values()]);
      if (!alive || isClosed()) return isClosed();
      connection = next;
      become('connected');
      return true;
    } catch {
      return false;
    }
  }

  const isClosed = (): boolean => state === 'closed';

  return {
    get state() {
      return state;
    },
    async call<M extends Method>(method: M, ...args: CallArguments<M>): Promise<Output<M>> {
      if (state !== 'connected') throw new AsofError('host_lost');
      const answer = await connection.call(method, ...args);
      if (method === 'openWorkspace') opened.set((answer as WorkspaceSnapshot).id, args[0] as WorkspaceRef);
      return answer;
    },
    onstate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      become('closed');
      connection.close();
    },
  };
}

/** A workspace that cannot be opened any more is the business of the next call that names it. */
async function reopen(connection: Connection, refs: readonly WorkspaceRef[]): Promise<void> {
  for (const ref of refs) {
    try {
      await connection.call('openWorkspace', ref);
    } catch (error) {
      if (toWire(error).code === 'host_lost') throw error;
    }
  }
}
