import type { FreshnessReport } from '../../../core/freshness/report.ts';
import type { freshness } from '../../../core/question/freshness.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Online } from '../../state/online.svelte.ts';
import { AskedCell } from '../asked.svelte.ts';

/** How old what is online is. */
export class Freshness extends AskedCell<typeof freshness, FreshnessReport> {
  readonly #online: Online;

  constructor(bench: Bench, cell: OpenCell<typeof freshness, Freshness>) {
    // Past the notes: ages are of now, and kept for no other day.
    super({ ...bench, host: bench.workbench.host }, cell);
    this.#online = bench.online;
  }

  /** Of the store, and of how its views stand: asked again when one of them passes a limit. */
  get inputs(): string | null {
    const { told, state } = this.#online;
    return told && JSON.stringify([told, state?.views.map(({ freshness }) => freshness?.state ?? null)]);
  }
}
