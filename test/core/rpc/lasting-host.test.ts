import { describe, expect, it } from 'vitest';
import { AsofError } from '../../../core/errors/asof-error.ts';
import type { Handlers, HostState } from '../../../core/rpc/contract.ts';
import type { WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { lastingHost } from '../../../core/rpc/lasting-host.ts';
import { serveHost } from '../../../core/rpc/serve-host.ts';
import type { Transport } from '../../../core/rpc/transport.ts';
import { handlers } from './handlers.ts';
import { pair } from './pair.ts';

const ref = { kind: 'lesson', id: 'three-rows' } as const;
const snapshot = { id: 'lesson:three-rows' } as WorkspaceSnapshot;

/** A host process that can be killed: each connection after that meets a new one, which knows nothing. */
class Process {
  readonly opened: string[] = [];
  /** How often starting it again fails. */
  failing = 0;
  #far: Transport | null = null;
  readonly #some: Partial<Handlers>;

  constructor(some: Partial<Handlers> = {}) {
    this.#some = some;
  }

  open = (): Promise<Transport> => {
    if (this.failing-- > 0) return Promise.reject(new Error('not yet'));
    const { page, host } = pair();
    const openWorkspace: Handlers['openWorkspace'] = (asked) => {
      this.opened.push(JSON.stringify(asked));
      return Promise.resolve(snapshot);
    };
    serveHost(handlers({ openWorkspace, lessons: () => Promise.resolve([]), ...this.#some }), host);
    this.#far = host;
    return Promise.resolve(page);
  };

  kill(): void {
    this.#far!.close();
  }
}

const pause = (): Promise<void> => Promise.resolve();

describe('lastingHost', () => {
  it('connects again after a loss, opens the same workspaces again, and only then is connected', async () => {
    const process = new Process();
    const host = await lastingHost({ open: process.open, pause });
    await host.call('openWorkspace', ref);
    const states: HostState[] = [];
    const openedWhen: number[] = [];
    host.onstate((state) => {
      states.push(state);
      openedWhen.push(process.opened.length);
    });
    process.kill();
    await expect.poll(() => states).toEqual(['lost', 'connected']);
    expect(openedWhen).toEqual([1, 2]);
    expect(process.opened).toEqual([JSON.stringify(ref), JSON.stringify(ref)]);
    expect(await host.call('lessons')).toEqual([]);
    host.close();
  });

  it('opens a workspace again once, however often it was opened', async () => {
    const process = new Process();
    const host = await lastingHost({ open: process.open, pause });
    await host.call('openWorkspace', ref);
    await host.call('openWorkspace', ref);
    process.kill();
    await expect.poll(() => process.opened.length).toBe(3);
    await expect.poll(() => host.state).toBe('connected');
    host.close();
  });

  it('tries as often as it takes, and fails calls at once meanwhile', async () => {
    const process = new Process();
    const attempts: number[] = [];
    let gate = (): void => {};
    const host = await lastingHost({
      open: process.open,
      pause: (attempt) =>
        new Promise((resolve) => {
          attempts.push(attempt);
          gate = resolve;
          if (attempt > 0) resolve();
        }),
    });
    process.failing = 3;
    process.kill();
    await expect.poll(() => host.state).toBe('lost');
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'host_lost' });
    gate();
    await expect.poll(() => host.state).toBe('connected');
    expect(attempts).toEqual([0, 1, 2, 3]);
    host.close();
  });

  it('is connected again even where a workspace is gone', async () => {
    let there = true;
    const process = new Process({
      openWorkspace: () =>
        there ? Promise.resolve(snapshot) : Promise.reject(new AsofError('file_missing', { path: 'asof.yaml' })),
    });
    const host = await lastingHost({ open: process.open, pause });
    await host.call('openWorkspace', ref);
    const states: HostState[] = [];
    host.onstate((state) => states.push(state));
    there = false;
    process.kill();
    await expect.poll(() => states).toEqual(['lost', 'connected']);
    host.close();
  });

  it('survives a host that dies while workspaces are opened again', async () => {
    let times = 0;
    const process: Process = new Process({
      openWorkspace: () => {
        if (++times === 2) process.kill();
        return Promise.resolve(snapshot);
      },
    });
    const host = await lastingHost({ open: process.open, pause });
    await host.call('openWorkspace', ref);
    process.kill();
    await expect.poll(() => times).toBe(3);
    await expect.poll(() => host.state).toBe('connected');
    host.close();
  });

  it('stays closed once it is closed', async () => {
    const process = new Process();
    const host = await lastingHost({ open: process.open, pause });
    host.close();
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'host_lost' });
    expect(host.state).toBe('closed');
  });

  it('rejects where the first connection cannot be had', async () => {
    const process = new Process();
    process.failing = 1;
    await expect(lastingHost({ open: process.open, pause })).rejects.toThrow('not yet');
  });
});
