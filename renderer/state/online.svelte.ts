import { ended } from '../../core/text/figures.ts';
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { RunFreshness } from '../../core/freshness/judge.ts';
import { toWire, type WireError } from '../../core/errors/asof-error.ts';
import type { OnlineRecords, OnlineState } from '../../core/rpc/online-api.ts';
import { Activity } from './activity.svelte.ts';
import { Answering } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** After so long without an answer the store is said not to answer, though it may still. */
const patienceMs = 2500;

/** The open workspace's online store: how it is, and what it holds. */
export class Online {
  readonly #workbench: Workbench;
  /** Figures that come and go by themselves are nothing that the status line tells. */
  readonly #quiet = new Activity();
  readonly #records = new SvelteMap<string, Answering<OnlineRecords>>();
  #state = $state.raw<OnlineState | null>(null);
  #late = $state(false);
  #failure = $state.raw<WireError | null>(null);
  #workspace: string | null = null;
  #asking = false;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The last that is known; null before the first answer. */
  get state(): OnlineState | null {
    return this.#state;
  }

  /** Why it cannot be used, as it answered; null where it can, and before that is known. */
  get fault(): { title: string; hint: string } | null {
    if (this.#failure) return this.#failure;
    const { problem = null, asksPassword, address } = this.#state ?? {};
    if (asksPassword) return { title: `${address} asks for a password`, hint: 'log in with the password that it has' };
    return problem;
  }

  /** Its fault, or that it has not answered for a while: that much may still be nothing. */
  get problem(): { title: string; hint: string } | null {
    if (this.fault || !this.#late) return this.fault;
    return { title: `${this.#state?.address ?? 'the online store'} does not answer`, hint: 'trying again' };
  }

  /** Which store it is, who has written to it last, and its fault: an answer about it is one about these. Null before anything is known. */
  get told(): string | null {
    const { state, fault } = this;
    const runs = state?.views.map(({ lastRun }) => String(lastRun?.finished));
    return state || fault ? JSON.stringify([state?.address, fault?.title, runs]) : null;
  }

  /** `redis, staging`; what it is and what for. */
  get name(): string {
    const { kind, environment } = this.#state ?? {};
    const place = kind === 'memory' ? 'in memory' : (kind ?? 'online store');
    return environment ? `${place}, ${environment}` : place;
  }

  /** Behind its name where it cannot be used: `no answer`. */
  get trouble(): string {
    return this.#state?.asksPassword ? 'asks for a password' : 'no answer';
  }

  /** For a sentence: `the embedded store`. */
  get called(): string {
    const { kind, environment } = this.#state ?? {};
    const what = calledStores[kind ?? 'embedded'];
    return environment ? `${what}, ${environment}` : what;
  }

  /** What the last run into the store was as of, of some views or of any; null where there was none. */
  ended(views?: readonly string[]): bigint | null {
    const asked = (this.#state?.views ?? []).filter(({ view }) => views?.includes(view) ?? true);
    const ends = asked.flatMap(({ lastRun }) => lastRun?.end ?? []);
    return ends.length ? ends.reduce((a, b) => (a > b ? a : b)) : null;
  }

  /** How a view's last run stands against what the view declares; null where it declares nothing, and where that is not known now. */
  standing(view: string): RunFreshness | null {
    if (this.problem) return null;
    return this.#state?.views.find((one) => one.view === view)?.freshness ?? null;
  }

  records(view: string): OnlineRecords | null {
    return this.#records.get(view)?.value ?? null;
  }

  /** The count that is under way, if any. */
  counting(view: string): Answering<OnlineRecords> | undefined {
    return this.#records.get(view);
  }

  /** Asks how the store is; one question at a time. */
  async refresh(): Promise<void> {
    const { snapshot } = this.#workbench;
    // Of a folder that is not trusted nothing is asked.
    const workspace = snapshot === null || snapshot.restricted ? null : snapshot.id;
    if (workspace !== this.#workspace) this.#forget(workspace);
    if (workspace === null || this.#asking) return;
    this.#asking = true;
    const timer = setTimeout(() => (this.#late = true), patienceMs);
    try {
      const state = await this.#workbench.host.call('onlineState', { workspace });
      if (workspace === this.#workspace) this.take(state);
    } catch (error) {
      // The host itself is gone: the status line says so.
      if (workspace === this.#workspace) this.#failure = toWire(error);
    } finally {
      clearTimeout(timer);
      this.#asking = false;
    }
  }

  /** An answer, however it came. */
  take(state: OnlineState): void {
    const [before, was] = [this.#state, this.problem];
    this.#late = false;
    this.#failure = null;
    this.#state = state;
    if (state.problem && !was && before)
      this.#workbench.activity.say(`${ended(state.problem.title)} ${state.problem.hint}`);
    if (!state.problem && was) this.#workbench.activity.say(`The online store ${this.name} answers again`);
    if (state.problem) return;
    for (const { view, lastRun } of state.views) {
      const seen = before?.views.find((one) => one.view === view)?.lastRun;
      // Counted anew only where something may have changed.
      if (!this.#records.has(view) || was || seen?.finished !== lastRun?.finished) void this.count(view);
    }
  }

  /** Counts a view's records: at a glance, or all of them. */
  async count(view: string, whole = false): Promise<void> {
    const workspace = this.#workspace;
    if (workspace === null) return;
    const run = this.#records.get(view) ?? new Answering<OnlineRecords>(`counting ${view}`, this.#quiet);
    this.#records.set(view, run);
    await run.start((doing) => this.#workbench.host.call('onlineRecords', { workspace, view, whole }, doing));
  }

  /** Asks now and again while the page can be seen; gives the function that ends it. */
  watch(everyMs: number): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible') void this.refresh();
    };
    look();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  #forget(workspace: string | null): void {
    this.#workspace = workspace;
    for (const run of this.#records.values()) run.reset();
    this.#records.clear();
    this.#state = null;
    this.#failure = null;
    this.#late = false;
  }
}

const calledStores: Record<OnlineState['kind'], string> = {
  embedded: 'the embedded store',
  memory: 'the memory of this program',
  redis: 'Redis',
  'feast-redis': "Feast's Redis",
  'feast-sqlite': "Feast's SQLite",
};

export const [getOnline, setOnline] = createContext<Online>();
