import type { DriftReport } from '../../../core/drift/report.ts';
import { onlineSide, type drift } from '../../../core/question/drift.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import type { Online } from '../../state/online.svelte.ts';
import { AskedCell } from '../asked.svelte.ts';

/** Two tables, or two stretches of time, and which features moved between them. */
export class Drift extends AskedCell<typeof drift, DriftReport> {
  readonly #online: Online;
  readonly #question: () => Meant<typeof drift>;

  constructor(bench: Bench, cell: OpenCell<typeof drift, Drift>) {
    super(bench, cell);
    this.#online = bench.online;
    this.#question = () => cell.question;
  }

  /** Of the store, where a side is what is online. */
  get inputs(): string | null {
    const { reference, current } = this.#question();
    return [reference, current].includes(onlineSide) ? this.#online.told : '';
  }

  /** Not before both sides are named. */
  protected override isAskable({ reference, current }: Meant<typeof drift>): boolean {
    return reference !== '' && current !== '' && reference !== current;
  }
}
