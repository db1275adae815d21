import { AsofError } from '../errors/asof-error.ts';
import type { OnlineStoreDefinition } from '../model/definitions.ts';
import { memoryStore } from '../online/memory.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { OnlineStores } from './ports.ts';

/** After one of these a connection is of no more use. */
const lost: readonly string[] = ['online_lost', 'online_unreachable', 'online_failed', 'online_restarted'];

/** The online stores of a page's workspaces: each is opened when it is first needed, and held. */
export class OpenStores {
  readonly #stores: OnlineStores;
  readonly #held = new Map<string, Promise<OnlineStore>>();

  constructor(stores: OnlineStores) {
    this.#stores = stores;
  }

  /**
   * Works with a workspace's store. One that was never written is not made by being read: it is empty.
   * After a failure of the connection the next one opens it anew.
   */
  async use<T>(open: OpenWorkspace, purpose: 'read' | 'write', work: (store: OnlineStore) => Promise<T>): Promise<T> {
    const { id } = open.snapshot;
    const held = this.#held.get(id);
    if (!held && purpose === 'read' && !(await this.#stores.isThere(definitionOf(open), open.snapshot.root)))
      return work(memoryStore());
    const opening = this.#held.get(id) ?? this.#stores.open(definitionOf(open), open.snapshot.root, null);
    this.#held.set(id, opening);
    try {
      return await work(await opening);
    } catch (error) {
      if (error instanceof AsofError && (lost.includes(error.code) || error.code === 'online_login'))
        await this.#let(id, opening);
      throw error;
    }
  }

  /** Lets go of a workspace's store: its definition has changed. */
  async drop(id: string): Promise<void> {
    const opening = this.#held.get(id);
    if (opening) await this.#let(id, opening);
  }

  async closeAll(): Promise<void> {
    for (const id of [...this.#held.keys()]) await this.drop(id);
  }

  async #let(id: string, opening: Promise<OnlineStore>): Promise<void> {
    if (this.#held.get(id) === opening) this.#held.delete(id);
    // One that could not be opened has nothing to close.
    const store = await opening.catch(() => null);
    await store?.close().catch(() => undefined);
  }
}

export function definitionOf({ workspace }: OpenWorkspace): OnlineStoreDefinition {
  return workspace.definitions.onlineStore ?? { type: 'embedded', layout: 'packed', expiry: {} };
}

/** What records are kept under. */
export function projectOf({ workspace }: OpenWorkspace): string {
  return workspace.definitions.project || 'default';
}
