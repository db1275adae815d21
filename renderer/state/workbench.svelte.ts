import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { NaiveStrategy } from '../../core/join/request.ts';
import { isEmptyDiff } from '../../core/diff/is-empty.ts';
import type { DiffReport } from '../../core/diff/report.ts';
import { askingAgain, type AnswersHost } from '../../core/rpc/asking-again.ts';
import type { CallOptions, Host, HostState } from '../../core/rpc/contract.ts';
import type { About, TableEntry, ViewEntry, WorkspaceRef, WorkspaceSnapshot } from '../../core/rpc/host-api.ts';
import type { Shell } from '../host/shell.ts';
import { Activity } from './activity.svelte.ts';
import type { PickOptions } from '../../core/question/joined.ts';
import { Answering } from './run.svelte.ts';

/** What the inspector on the right can show. */
export type InspectTarget =
  | { kind: 'profile'; table: string }
  /** What the online store holds. */
  | { kind: 'online' }
  /** What a lesson says behind its first paragraphs. */
  | { kind: 'lesson'; text: string }
  /** Why this value: one feature of one label row of a result. */
  | {
      kind: 'value';
      /** The cell that shows it, by its id. */
      cell: string;
      result: string;
      row: number;
      view: string;
      feature: string;
      naive: NaiveStrategy;
      options: PickOptions;
      /** Where the label was dragged to; null is its own time. */
      at: bigint | null;
    };

/** What goes along with the workbench. */
export interface Follower {
  /** A workspace was opened and is to be shown: what has to be there by then. */
  opening?(snapshot: WorkspaceSnapshot): Promise<void>;
  /** Another workspace is open, or the same anew. */
  opened(): void;
  /** A host that was started again has the workspaces, but no results. */
  back(): void;
}

/** Everything that more than one view needs: the host, the open workspace, what is inspected. */
export class Workbench {
  readonly host: AnswersHost;
  readonly shell: Shell;
  readonly activity = new Activity();
  readonly opening = new Answering<WorkspaceSnapshot>('opening', this.activity);
  readonly #hostChanged: () => void;
  #owners = 0;
  #opened = $state(0);
  #about = $state.raw<About | null>(null);
  #snapshot = $state.raw<WorkspaceSnapshot | null>(null);
  #ref = $state.raw<WorkspaceRef | null>(null);
  #inspected = $state.raw<InspectTarget | null>(null);
  #changes = $state.raw<DiffReport | null>(null);
  /** What was to be opened last, whatever came of it. */
  asked: WorkspaceRef | null = null;
  readonly #followers: Follower[] = [];
  /** Those that are being opened, or were. */
  readonly #looked = new WeakSet<TableEntry | ViewEntry>();
  /** The lesson that lies under what is inspected. */
  #lesson: InspectTarget | null = null;

  constructor(host: Host, shell: Shell) {
    this.host = askingAgain(host);
    this.shell = shell;
    this.#hostChanged = createSubscriber((update) => host.onstate(update));
    host.onstate((state) => this.#onHost(state));
  }

  /** `lost` while the host is being started again. */
  get hostState(): HostState {
    this.#hostChanged();
    return this.host.state;
  }

  get about(): About | null {
    return this.#about;
  }

  /** The open workspace; null before the first is open. */
  get snapshot(): WorkspaceSnapshot | null {
    return this.#snapshot;
  }

  /** How many workspaces were opened so far, or one again: looking at a table of one makes it no other. */
  get opened(): number {
    return this.#opened;
  }

  /** How the open workspace was opened. */
  get ref(): WorkspaceRef | null {
    return this.#ref;
  }

  get inspected(): InspectTarget | null {
    return this.#inspected;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  async start(): Promise<About> {
    return (this.#about = await this.host.call('about'));
  }

  /** Opens a workspace in place of the one that is open; where that fails, the open one stays. */
  open(ref: WorkspaceRef): Promise<boolean> {
    return this.#show(ref, (doing) => this.host.call('openWorkspace', ref, doing));
  }

  async #show(ref: WorkspaceRef, open: (doing: CallOptions) => Promise<WorkspaceSnapshot>): Promise<boolean> {
    this.asked = ref;
    const snapshot = await this.opening.start(async (doing) => {
      const opened = await open(doing);
      for (const follower of this.#followers) await follower.opening?.(opened);
      return opened;
    });
    if (!snapshot) return false;
    // All at once: no view sees the new workspace with the old cells.
    this.#snapshot = snapshot;
    this.#opened++;
    // Read again, it is not begun again.
    this.#ref = ref.kind === 'lesson' ? { kind: 'lesson', id: ref.id } : ref;
    this.#inspected = this.#lesson = null;
    this.#changes = null;
    for (const follower of this.#followers) follower.opened();
    this.shell.opened({ name: snapshot.name, ref: this.#ref });
    return true;
  }

  /** What could not be opened is spoken of no longer. */
  dismiss(): void {
    if (this.opening.state.status === 'failed') this.opening.reset();
  }

  /** The user trusts the open workspace's folder. */
  async trust(): Promise<void> {
    const [ref, workspace] = [this.#ref, this.#snapshot?.id];
    if (ref && workspace !== undefined)
      await this.#show(ref, (doing) => this.host.call('trustFolder', { workspace }, doing));
  }

  /** The user trusts the open workspace's folder no longer. */
  async distrust(): Promise<void> {
    const [ref, workspace] = [this.#ref, this.#snapshot?.id];
    if (ref && workspace !== undefined)
      await this.#show(ref, (doing) => this.host.call('distrustFolder', { workspace }, doing));
  }

  /** What reading the workspace again would change, which its user is to see before; null where nobody has asked for it. */
  get changes(): DiffReport | null {
    return this.#changes;
  }

  /** Reads the definitions and the files again, after they were mended: at once, unless definitions change by it. */
  async reload(): Promise<void> {
    const { id, restricted } = this.#snapshot ?? {};
    // Why a file cannot be read, opening it says.
    const changes =
      id === undefined || restricted
        ? null
        : await this.host.call('definitionsDiff', { workspace: id }).catch(() => null);
    if (changes === null || isEmptyDiff(changes)) return this.readAgain();
    this.#changes = changes;
  }

  async readAgain(): Promise<void> {
    this.#changes = null;
    if (this.#ref) await this.open(this.#ref);
  }

  /** What is open stays as it is. */
  stayAsOpened(): void {
    this.#changes = null;
  }

  /** Shows something on the right. A lesson stays under it, and is there again when that is closed (null). */
  inspect(target: InspectTarget | null): void {
    if (target?.kind === 'lesson') this.#lesson = target;
    else if (target === null && this.#inspected?.kind === 'lesson') this.#lesson = null;
    this.#inspected = target ?? this.#lesson;
  }

  /** Somebody looks at a table: it is opened, where so far it is only what its definition says. */
  async look(name: string): Promise<void> {
    const snapshot = this.#snapshot;
    const table = snapshot && [...snapshot.labels, ...snapshot.views].find((one) => one.name === name);
    if (!table || table.opened || snapshot.restricted || this.#looked.has(table)) return;
    this.#looked.add(table);
    try {
      const opened = await this.host.call('openTable', { workspace: snapshot.id, table: name });
      this.#snapshot = this.#snapshot && withTable(this.#snapshot, table, opened);
    } catch {
      // What is wrong with the table itself is in the entry; without a host it is as it was.
      this.#looked.delete(table);
    }
  }

  /** Lets go of an owner's answers; a host that was started again does not have them. */
  async release(owner: string): Promise<void> {
    await this.host.call('release', { owner }).catch(() => null);
  }

  /** Whose answers the host is to keep: another than any before. */
  newOwner(): string {
    return `cell-${++this.#owners}`;
  }

  /** An answer's run, known to the status line. */
  run<T>(name: string): Answering<T> {
    return new Answering<T>(name, this.activity);
  }

  #onHost(state: HostState): void {
    if (state === 'lost') this.activity.say('The host process stopped and is being started again');
    if (state !== 'connected') return;
    this.activity.say('The host is back');
    for (const follower of this.#followers) follower.back();
  }
}

/** With a table as it is now that it is opened; of another workspace, or of the same opened anew, as it was. */
function withTable(
  snapshot: WorkspaceSnapshot,
  before: TableEntry | ViewEntry,
  opened: TableEntry | ViewEntry,
): WorkspaceSnapshot {
  const put = <T extends TableEntry | ViewEntry>(tables: T[]): T[] =>
    tables.includes(before as T) ? tables.map((one) => (one === before ? (opened as T) : one)) : tables;
  return { ...snapshot, labels: put(snapshot.labels), views: put(snapshot.views) };
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>();
