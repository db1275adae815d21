import { untrack } from 'svelte';
import type { Run } from './run.svelte.ts';

/** What runs now, for the status line, and what a screen reader is told. */
export class Activity {
  #running = $state.raw<readonly Run<unknown>[]>([]);
  #said = $state('');

  /** Oldest first. */
  get running(): readonly Run<unknown>[] {
    return this.#running;
  }

  /** The last announcement; a live region speaks it. */
  get said(): string {
    return this.#said;
  }

  /** Of the newest run: from 0 to 1, `busy` where it cannot be known, null where nothing runs. */
  get fraction(): number | 'busy' | null {
    const state = this.#running.at(-1)?.state;
    return state?.status === 'running' ? (state.progress?.fraction ?? 'busy') : null;
  }

  say(text: string): void {
    this.#said = text;
  }

  began(run: Run<unknown>): void {
    const running = untrack(() => this.#running);
    if (!running.includes(run)) this.#running = [...running, run];
  }

  ended(run: Run<unknown>): void {
    this.#running = this.#running.filter((other) => other !== run);
    const { state } = run;
    if (state.status === 'done') this.say(`${run.name} done`);
    if (state.status === 'cancelled') this.say(`${run.name} cancelled`);
    if (state.status === 'failed') this.say(`${run.name} failed: ${state.error.title}. ${state.error.hint}`);
  }
}
