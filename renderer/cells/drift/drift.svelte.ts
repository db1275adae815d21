import type { DriftReport } from '../../../core/drift/report.ts';
import type { drift } from '../../../core/question/drift.ts';
import type { Meant } from '../../../core/question/question.ts';
import { AskedCell } from '../asked.svelte.ts';

/** Two tables, or two stretches of time, and which features moved between them. */
export class Drift extends AskedCell<typeof drift, DriftReport> {
  /** Not before both sides are named. */
  protected override isAskable({ reference, current }: Meant<typeof drift>): boolean {
    return reference !== '' && current !== '' && reference !== current;
  }
}
