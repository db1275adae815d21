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

  say(text: string): void {
    this.#said = text;
  }

  began(run: Run<unknown>): void {
    if (!this.#running.includes(run)) this.#running = [...this.#running, run];
  }

  ended(run: Run<unknown>): void {
    this.#running = this.#running.filter((other) => other !== run);
    const { state } = run;
    if (state.status === 'done') this.say(`${run.name} done`);
    if (state.status === 'cancelled') this.say(`${run.name} cancelled`);
    if (state.status === 'failed') this.say(`${run.name} failed: ${state.error.title}. ${state.error.hint}`);
  }
}
