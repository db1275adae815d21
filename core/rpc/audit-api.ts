import type { AuditReport } from '../audit/report.ts';
import type { OriginFilter } from '../audit/rows.ts';
import type { AuditQuestion } from '../question/audit.ts';
import type { Answered, Owned } from '../results/results.ts';
import type { Column } from '../engine/engine.ts';

export type { OriginFilter } from '../audit/rows.ts';

/** The part of the contract that asks where a training set's values can have come from; spec section 6. */
export interface AuditApi {
  audit(input: { workspace: string } & Owned & AuditQuestion): AuditAnswer;
}

export interface AuditAnswer extends Answered {
  report: AuditReport;
  /** How many values are of each kind. */
  counts: Record<OriginFilter | 'all', number>;
  /** Of its rows. */
  columns: Column[];
  seconds: number;
}
