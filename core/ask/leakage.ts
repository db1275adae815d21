import type { Run } from '../engine/engine.ts';
import { runJoin, type Joined } from '../join/join.ts';
import { leakageReport } from '../leakage/leakage.ts';
import { modelCost } from '../leakage/model/model-cost.ts';
import { pairUp, type Pairs } from '../leakage/pairs.ts';
import { peekHistogram, type PeekHistogram } from '../leakage/peek-histogram.ts';
import type { LeakageReport } from '../leakage/report.ts';
import { findTarget } from '../leakage/target.ts';
import { leakage, type LeakageQuestion } from '../question/leakage.ts';
import { meant } from '../question/question.ts';
import { verifyOpened, type AskContext } from './context.ts';
import { openedBy, planAsked } from './joined.ts';

/** A report, and the rows that it is about, which live until `drop()`. */
export interface LeakageFound {
  report: LeakageReport;
  joined: Joined;
  pairs: Pairs;
  drop(): Promise<void>;
}

/** Joins both ways and compares. Throws what planning throws, and `file_changed`; then nothing is left. */
export async function askLeakage(context: AskContext, asked: LeakageQuestion, run: Run): Promise<LeakageFound> {
  const { engine, offline, tell } = context;
  const { naive, model, ...question } = meant(leakage, asked);
  const plan = await planAsked(context, question, run);
  const joined = await runJoin(engine, plan, run, 'times', offline);
  let pairs: Pairs | null = null;
  const drop = async (): Promise<void> => {
    await pairs?.scratch.drop();
    await joined.scratch.drop();
  };
  try {
    pairs = await pairUp(engine, joined, naive, run);
    const measured = await leakageReport(engine, pairs, run);
    const report = model ? { ...measured, model: await modelCost(engine, pairs, measured, model, run) } : measured;
    await verifyOpened(context, openedBy(plan));
    if (tell) for (const line of await whyNoAuc(context, pairs, report, run)) tell(line);
    return { report, joined, pairs, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** How far each view's naive picks reach past their labels. */
export async function peeksOf({ engine }: AskContext, { pairs }: LeakageFound, run: Run): Promise<PeekHistogram[]> {
  const peeks: PeekHistogram[] = [];
  for (const view of pairs.joined.plan.views.keys()) peeks.push(await peekHistogram(engine, pairs, view, run));
  return peeks;
}

/** A target that was asked for and measures nothing is worth a word. */
async function whyNoAuc({ engine }: AskContext, pairs: Pairs, report: LeakageReport, run: Run): Promise<string[]> {
  if (report.target === null || report.features.some((feature) => feature.auc !== null)) return [];
  const { state } = await findTarget(engine, pairs, run);
  if (state === 'one-class') return [`No AUC: the target ${report.target} has one class`];
  if (state === 'many-classes') return [`No AUC: the target ${report.target} has more than two classes`];
  return [];
}
