import type { MaterializePlan, Materialized, OnlineState, PlannedRun } from '../../../core/rpc/online-api.ts';
import type { materialize } from '../../../core/question/materialize.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { CellState, AnswerStatus } from '../../state/cell-state.ts';
import type { Bench } from '../../state/cell.svelte.ts';
import type { Online } from '../../state/online.svelte.ts';
import type { Answering } from '../../state/run.svelte.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';
import { sayDone } from './say-materialize.ts';

/** How fast the records of a view are written, and how long it will take. */
export interface Pace {
  done: number;
  of: number;
  /** Records a second; null before it can be told. */
  rate: number | null;
  secondsLeft: number | null;
}

export interface ViewRun {
  view: string;
  planned: PlannedRun;
  run: Answering<Materialized>;
}

/** A run into the online store: planned, then written view by view when it is asked for. */
export class Materialize implements CellState<typeof materialize> {
  readonly plan: Answering<MaterializePlan>;
  readonly #workbench: Workbench;
  readonly #online: Online;
  #views = $state.raw<readonly ViewRun[]>([]);
  #current = $state.raw<ViewRun | null>(null);
  #pace = $state.raw<Pace | null>(null);
  #confirm = $state('');
  #started = { at: 0, from: 0 };
  #stopped = false;
  readonly #workspace: string;
  #question: Meant<typeof materialize> | null = null;

  constructor({ workbench, online, workspace }: Bench) {
    this.#workbench = workbench;
    this.#online = online;
    this.#workspace = workspace;
    this.plan = workbench.run('materialize, planning');
  }

  /** The views of the last plan, each with its run. */
  get views(): readonly ViewRun[] {
    return this.#views;
  }

  /** The view that is being written. */
  get current(): ViewRun | null {
    return this.#current;
  }

  get pace(): Pace | null {
    return this.#pace;
  }

  /** What was typed where the environment wants its name. */
  get confirm(): string {
    return this.#confirm;
  }
  set confirm(text: string) {
    this.#confirm = text;
  }

  /** Some view was written, or was begun. */
  get begun(): boolean {
    return this.#views.some(({ run }) => run.state.status !== 'idle');
  }

  /** All that was planned is written. */
  get finished(): boolean {
    const wanted = this.#views.filter(({ planned }) => planned.would !== null);
    return wanted.length > 0 && wanted.every(({ run }) => run.state.status === 'done');
  }

  /** The view whose run failed or was cancelled; those after it were not begun. */
  get stopped(): ViewRun | null {
    return this.#views.find(({ run }) => ['failed', 'cancelled'].includes(run.state.status)) ?? null;
  }

  get store(): OnlineState | null {
    return this.#online.state;
  }

  /** Records that a run would write now. */
  get toWrite(): number {
    return this.#views.reduce((sum, { planned }) => sum + (planned.would?.written ?? 0), 0);
  }

  /** What was written. */
  get done(): ReturnType<typeof sayDone> {
    const wanted = this.#views.filter(({ planned }) => planned.would !== null);
    return sayDone(
      wanted.flatMap(({ run }) => (run.state.status === 'done' ? [run.state.value.receipt] : [])),
      this.#online.called,
    );
  }

  get said(): string {
    return this.done.strong + this.done.after;
  }

  get canRun(): boolean {
    const { store } = this;
    const named = !store?.guarded || this.#confirm === store.environment;
    const ready = this.plan.state.status === 'done' && this.#views.some(({ planned }) => planned.would !== null);
    return named && ready && !this.#question?.dryRun && this.#current === null && store?.problem === null;
  }

  /** Which store, and who has written to it last. Null while it cannot be asked. */
  get inputs(): string | null {
    return this.#online.fault ? null : this.#online.told;
  }

  /** Of the run, where one was begun; what failed is said beside its button. */
  get status(): AnswerStatus {
    const plan = this.plan.state;
    if (this.#current) return this.#current.run.state;
    // Planned again: what was done before is no answer to that.
    if (plan.status === 'running' || plan.status === 'failed') return plan;
    const seconds = this.#views.reduce(
      (sum, { run }) => sum + (run.state.status === 'done' ? run.state.seconds : 0),
      0,
    );
    if (this.finished) return { status: 'done', seconds };
    if (this.begun) return this.stopped?.run.state ?? { status: 'idle' };
    return plan.status === 'done' ? { status: 'idle' } : plan;
  }

  close(): void {
    this.cancel();
    this.plan.reset();
  }

  /** Told to plan again: what was written goes out of sight. */
  say(): void {
    this.#question = null;
  }

  /** Plans. What was written stays in sight until something else is asked, though the store has changed by it. */
  async ask(question: Meant<typeof materialize>): Promise<void> {
    if (this.#current || (this.begun && question === this.#question)) return;
    this.#question = question;
    const { views, start, end, overwrite } = question;
    const plan = await this.plan.start((doing) =>
      this.#workbench.host.call('materializePlan', { workspace: this.#workspace, views, start, end, overwrite }, doing),
    );
    if (!plan) return;
    for (const { run } of this.#views) run.reset();
    this.#views = plan.views.map((planned) => ({
      view: planned.view,
      planned,
      run: this.#workbench.run(`materialize ${planned.view}`),
    }));
  }

  /** Writes what was planned; a view that was written already in this run is left out, so that it goes on where it failed. */
  async write(): Promise<void> {
    const plan = this.plan.value;
    const question = this.#question;
    if (!this.canRun || !plan || !question) return;
    const { start, overwrite } = question;
    this.#stopped = false;
    const confirm = this.store?.guarded ? this.#confirm : null;
    for (const one of this.#views) {
      if (one.planned.would === null || one.run.state.status === 'done') continue;
      this.#begin(one);
      const request = { workspace: this.#workspace, view: one.view, start, end: plan.end, confirm, overwrite };
      const written = await one.run.start(({ signal, onprogress }) =>
        this.#workbench.host.call('materialize', request, {
          signal,
          onprogress: (progress) => {
            onprogress(progress);
            this.#measure(one, progress.phase === 'writing' ? (progress.done ?? null) : null);
          },
        }),
      );
      void this.#online.refresh();
      if (!written || this.#stopped) break;
    }
    this.#current = null;
    this.#pace = null;
    this.#confirm = '';
  }

  /** The run, and where none is under way the plan. */
  cancel(): void {
    if (!this.#current) return this.plan.cancel();
    this.#stopped = true;
    this.#current.run.cancel();
  }

  #begin(one: ViewRun): void {
    this.#current = one;
    this.#started = { at: 0, from: 0 };
    this.#measure(one, null);
  }

  #measure({ planned }: ViewRun, written: number | null): void {
    const of = planned.would?.entities ?? 0;
    const done = written ?? 0;
    const now = performance.now();
    // The first records stand for the time that it took to find them.
    if (written !== null && this.#started.at === 0) this.#started = { at: now, from: done };
    const seconds = this.#started.at === 0 ? 0 : (now - this.#started.at) / 1000;
    const rate = seconds > 0.2 ? (done - this.#started.from) / seconds : null;
    const secondsLeft = rate ? (of - done) / rate : null;
    this.#pace = { done, of, rate, secondsLeft };
  }
}
