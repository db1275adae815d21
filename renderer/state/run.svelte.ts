import { untrack } from 'svelte';
import type { Progress } from '../../core/engine/engine.ts';
import { toWire } from '../../core/errors/asof-error.ts';
import { inCellWords } from '../../core/question/cell-words.ts';
import type { Activity } from './activity.svelte.ts';
import type { RunState } from './run-state.ts';

/** What work is given: the options of `host.call`, made to be passed on as they are. */
export interface Doing {
  signal: AbortSignal;
  onprogress: (progress: Progress) => void;
}

/** One answer, made again and again: a newer run stops the older, whose outcome is then ignored. */
export class Answering<T> {
  /** What the status line calls it: "leakage". */
  readonly name: string;
  readonly #activity: Activity;
  #controller: AbortController | null = null;
  #state = $state.raw<RunState<T>>({ status: 'idle' });

  constructor(name: string, activity: Activity) {
    this.name = name;
    this.#activity = activity;
  }

  get state(): RunState<T> {
    return this.#state;
  }

  /** The newest answer there is, be it from an older run. */
  get value(): T | null {
    const state = this.#state;
    if (state.status === 'done') return state.value;
    return state.status === 'idle' ? null : state.previous;
  }

  /** The value, or null where the work failed, was cancelled or was overtaken; never rejects. */
  async start(work: (doing: Doing) => Promise<T>): Promise<T | null> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    // An effect may start a run; it must not begin again because the run goes on.
    const previous = untrack(() => this.value);
    const current = (): boolean => this.#controller === controller;
    const onprogress = (progress: Progress): void => {
      if (current()) this.#state = { status: 'running', progress, previous };
    };
    this.#state = { status: 'running', progress: null, previous };
    this.#activity.began(this);
    const started = performance.now();
    try {
      const value = await work({ signal: controller.signal, onprogress });
      if (!current()) return null;
      this.#settle({ status: 'done', value, seconds: (performance.now() - started) / 1000 });
      return value;
    } catch (thrown) {
      if (!current()) return null;
      const error = inCellWords(toWire(thrown));
      const cancelled = controller.signal.aborted || error.kind === 'cancelled';
      this.#settle(cancelled ? { status: 'cancelled', previous } : { status: 'failed', error, previous });
      return null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Back to nothing asked. */
  reset(): void {
    this.#controller?.abort();
    this.#settle({ status: 'idle' });
  }

  #settle(state: RunState<T>): void {
    this.#controller = null;
    this.#state = state;
    this.#activity.ended(this);
  }
}
