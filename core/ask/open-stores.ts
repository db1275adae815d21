import { AsofError } from '../errors/asof-error.ts';
import type { OnlineStoreDefinition } from '../model/definitions.ts';
import { memoryStore } from '../online/memory.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { Defined } from '../model/defined.ts';
import type { Secrets } from '../online/secrets.ts';
import type { OnlineAccess } from './context.ts';

/** A port: the online stores that workspaces define. `root` is null where a workspace has no folder. */
export interface OnlineStores {
  /** False: there is nothing to be read, and opening it would make it. */
  isThere(definition: OnlineStoreDefinition, root: string | null): Promise<boolean>;
  /** `password` stands in for the one that is kept for the address. */
  open(definition: OnlineStoreDefinition, root: string | null, password: string | null): Promise<OnlineStore>;
  /** An address without secrets and with its variables put in; what to call the store where it has none. */
  shownAddress(definition: OnlineStoreDefinition, root: string | null): string;
  /** What the address's password is kept under; null where it needs none. */
  account(definition: OnlineStoreDefinition): string | null;
  /** Null where there is no Redis: in a page. */
  secrets: Secrets | null;
}

/** A workspace, as far as its store goes. */
export interface StoreOwner {
  /** Tells it from others. */
  id: string;
  root: string | null;
  workspace: Defined;
}

/** After one of these a connection is of no more use. */
const lost: readonly string[] = ['online_lost', 'online_unreachable', 'online_failed', 'online_restarted'];

/** Whether a failure says that the connection is of no more use, whatever was asked. */
export function isLost(error: unknown): boolean {
  return error instanceof AsofError && (lost.includes(error.code) || error.code === 'online_login');
}

/** The online stores of some workspaces: each is opened when it is first needed, and held. */
export class OpenStores {
  readonly #stores: OnlineStores;
  readonly #held = new Map<string, Promise<OnlineStore>>();
  /** How many work with each. */
  readonly #users = new Map<string, number>();
  /** Those that are let go of when nobody works with them. */
  readonly #retired = new Set<string>();

  constructor(stores: OnlineStores) {
    this.#stores = stores;
  }

  of(owner: StoreOwner): OnlineAccess {
    return { use: (purpose, work) => this.use(owner, purpose, work) };
  }

  /**
   * Works with a workspace's store. One that was never written is not made by being read: it is empty.
   * After a failure of the connection the next one opens it anew.
   */
  async use<T>(owner: StoreOwner, purpose: 'read' | 'write', work: (store: OnlineStore) => Promise<T>): Promise<T> {
    const { id } = owner;
    this.#users.set(id, (this.#users.get(id) ?? 0) + 1);
    try {
      return await this.#work(owner, purpose, work);
    } finally {
      this.#users.set(id, this.#users.get(id)! - 1);
      this.#letIfRetired(id);
    }
  }

  async #work<T>(
    { id, root, workspace }: StoreOwner,
    purpose: 'read' | 'write',
    work: (store: OnlineStore) => Promise<T>,
  ): Promise<T> {
    const held = this.#held.get(id);
    if (!held && purpose === 'read' && !(await this.#stores.isThere(definitionOf(workspace), root)))
      return work(memoryStore());
    const opening = this.#held.get(id) ?? this.#stores.open(definitionOf(workspace), root, null);
    this.#held.set(id, opening);
    try {
      return await work(await opening);
    } catch (error) {
      if (isLost(error)) await this.#let(id, opening);
      throw error;
    }
  }

  /** Lets go of a workspace's store: its definition has changed. */
  async drop(id: string): Promise<void> {
    const opening = this.#held.get(id);
    if (opening) await this.#let(id, opening);
  }

  /** Lets go of a store as soon as nobody works with it, and so whenever it was opened again: its definition holds no longer. */
  retire(id: string): void {
    this.#retired.add(id);
    this.#letIfRetired(id);
  }

  /** Takes that back: its definition holds again. */
  keep(id: string): void {
    this.#retired.delete(id);
  }

  #letIfRetired(id: string): void {
    if (this.#users.get(id)) return;
    this.#users.delete(id);
    if (this.#retired.has(id)) void this.drop(id);
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

/** Tells what a workspace's definitions say of its store from what others, or later ones, do. */
export function storeIdOf(workspace: Defined): string {
  return JSON.stringify(definitionOf(workspace), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** The online store that a workspace defines; without a definition the embedded one. */
export function definitionOf({ definitions }: Defined): OnlineStoreDefinition {
  return definitions.onlineStore ?? { type: 'embedded', layout: 'packed', expiry: {} };
}
