import type { Answering } from '../state/run.svelte.ts';

/** What every cell has whose answer is a report and rows that the host holds. */
export abstract class AnsweredCell<A extends { result: string; report: object }> {
  readonly run: Answering<A>;

  constructor(run: Answering<A>) {
    this.run = run;
  }

  get status(): Answering<A>['state'] | null {
    return this.run.state;
  }

  get rows(): { result: string } | null {
    const { value } = this.run;
    return value && { result: value.result };
  }

  get report(): A['report'] | null {
    return this.run.value?.report ?? null;
  }
}
