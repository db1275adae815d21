import type { AuditReport } from '../../../core/audit/report.ts';
import type { audit } from '../../../core/question/audit.ts';
import type { Meant } from '../../../core/question/question.ts';
import type { Bench, OpenCell } from '../../state/cell.svelte.ts';
import { AskedCell } from '../asked.svelte.ts';

/** Somebody's training set, and where each of its values can have come from: at first those that are not what was known. */
export class Audit extends AskedCell<typeof audit, AuditReport> {
  constructor(bench: Bench, cell: OpenCell<typeof audit, Audit>) {
    super(bench, cell, 'odd');
  }

  /** Not before a set is named. */
  protected override isAskable({ set }: Meant<typeof audit>): boolean {
    return set !== '';
  }
}
