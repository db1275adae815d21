import { shareOf } from '../../core/engine/step.ts';
import { ended } from '../../core/text/figures.ts';
import { untrack } from 'svelte';
import type { RunState } from './run-state.ts';

/** What is watched of a run. */
interface Watched {
  readonly name: string;
  readonly state: RunState<unknown>;
  cancel(): void;
}

/** What runs now, for the status line, and what a screen reader is told. */
export class Activity {
  #running = $state.raw<readonly Watched[]>([]);
  #said = $state('');

  /** Oldest first. */
  get running(): readonly Watched[] {
    return this.#running;
  }

  /** The last announcement; a live region speaks it. */
  get said(): string {
    return this.#said;
  }

  /** Of the newest run: from 0 to 1, `busy` where it cannot be known, null where nothing runs. */
  get fraction(): number | 'busy' | null {
    const state = this.#running.at(-1)?.state;
    return state?.status === 'running' ? ((state.progress && shareOf(state.progress)) ?? 'busy') : null;
  }

  say(text: string): void {
    this.#said = text;
  }

  began(run: Watched): void {
    const running = untrack(() => this.#running);
    if (!running.includes(run)) this.#running = [...running, run];
  }

  ended(run: Watched): void {
    this.#running = this.#running.filter((other) => other !== run);
    const { state } = run;
    if (state.status === 'done') this.say(`${run.name} done`);
    if (state.status === 'cancelled') this.say(`${run.name} cancelled`);
    if (state.status === 'failed') this.say(`${run.name} failed: ${ended(state.error.title)} ${state.error.hint}`);
  }
}
