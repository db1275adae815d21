import type { serving } from '../../../core/question/serving.ts';
import type { ServingReport } from '../../../core/serving/report.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Online } from '../../state/online.svelte.ts';
import { AskedCell } from '../asked.svelte.ts';

/** A request, its answer, and how long that takes. */
export class Serving extends AskedCell<typeof serving, ServingReport> {
  readonly #online: Online;

  constructor(bench: Bench, cell: OpenCell<typeof serving, Serving>) {
    // Past the notes: what is online now is kept for no other day.
    super({ ...bench, host: bench.workbench.host }, cell);
    this.#online = bench.online;
  }

  /** Of the store. */
  get inputs(): string | null {
    return this.#online.told;
  }
}
