import { earlierWarnings } from '../check/times.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import type { JoinPlan } from '../join/request.ts';
import type { TrainingSetQuestion } from '../question/training-set.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { planJoin } from '../workspace/plan-join.ts';
import { tellOpened, type AskContext } from './context.ts';

/** Opens what is to be joined, and tells what should be known of it. */
export async function planAsked(context: AskContext, asked: TrainingSetQuestion, run: Run): Promise<JoinPlan> {
  const { engine, workspace, tell } = context;
  const opening = stepOf(run, 'opening', 'the tables', 0, 0);
  const plan = await planJoin(workspace, asked, opening);
  tellOpened(context, openedBy(plan));
  if (tell) for (const warning of await earlierWarnings(engine, plan, opening)) tell(`asof: ${warning}`);
  return plan;
}

/** The tables of a plan. */
export function openedBy({ labels, views }: JoinPlan): (BoundLabels | BoundView)[] {
  return [labels, ...views.map(({ view }) => view)];
}
