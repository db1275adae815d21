import type { CostReport } from '../../../core/cost/report.ts';
import type { cost } from '../../../core/question/cost.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Online } from '../../state/online.svelte.ts';
import { AskedCell } from '../asked.svelte.ts';

/** What is kept online takes. */
export class Cost extends AskedCell<typeof cost, CostReport> {
  readonly #online: Online;

  constructor(bench: Bench, cell: OpenCell<typeof cost, Cost>) {
    // Past the notes: what is in the store now is kept for no other day.
    super({ ...bench, host: bench.workbench.host }, cell);
    this.#online = bench.online;
  }

  /** Of the store. */
  get inputs(): string | null {
    return this.#online.told;
  }
}
