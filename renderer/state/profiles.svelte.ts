import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { TableProfile } from '../../core/rpc/host-api.ts';
import type { Answering } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** Profiles of the open workspace's tables; each is computed once, when it is first looked at. */
export class Profiles {
  readonly #workbench: Workbench;
  readonly #runs = new SvelteMap<string, Answering<TableProfile>>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The profile of a table as it stands; undefined before `look`. */
  of(table: string): Answering<TableProfile> | undefined {
    return this.#runs.get(this.#name(table));
  }

  /** Computes a table's profile, unless it is there or on its way. */
  look(table: string): void {
    const status = this.of(table)?.state.status;
    if (status === 'running' || status === 'done') return;
    const workspace = this.#workbench.snapshot?.id;
    if (workspace === undefined) return;
    const run = this.of(table) ?? this.#workbench.run<TableProfile>(`profile of ${table}`);
    this.#runs.set(this.#name(table), run);
    void run.start((doing) => this.#workbench.host.call('profile', { workspace, table }, doing));
  }

  #name(table: string): string {
    return JSON.stringify([this.#workbench.snapshot?.id, table]);
  }
}

export const [getProfiles, setProfiles] = createContext<Profiles>();
