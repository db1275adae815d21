import { auditSet } from '../audit/audit.ts';
import type { Audited } from '../audit/audited.ts';
import { planAudit } from '../audit/plan-audit.ts';
import type { AuditReport } from '../audit/report.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { audit, type AuditQuestion } from '../question/audit.ts';
import { meant } from '../question/question.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { tellOpened, verifyOpened, type AskContext } from './context.ts';

/** A report, and the values that it is about, which live until `audited.scratch.drop()`. */
export interface AuditFound {
  report: AuditReport;
  audited: Audited;
  /** Labels, set and views. */
  opened: (BoundLabels | BoundView)[];
}

/** Looks where a training set's values can have come from. Throws what planning throws, `bad_option` where no set is named, and `file_changed`; then nothing is left. */
export async function askAudit(context: AskContext, asked: AuditQuestion, run: Run): Promise<AuditFound> {
  const { engine, workspace, offline } = context;
  const question = meant(audit, asked);
  if (question.set === '')
    throw new AsofError('bad_option', {
      message: 'no training set is named',
      expected: 'name a file or a label table',
    });
  const plan = await planAudit(workspace, question, stepOf(run, 'opening', 'the tables', 0, 0));
  const opened = [plan.labels, plan.log.labels, ...plan.views.map(({ view }) => view)];
  tellOpened(context, opened);
  const found = await auditSet(engine, plan, question.tolerance, run, offline);
  try {
    await verifyOpened(context, opened);
    return { ...found, opened };
  } catch (error) {
    await found.audited.scratch.drop();
    throw error;
  }
}
