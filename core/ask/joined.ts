import { earlierWarnings } from '../check/times.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import type { JoinPlan } from '../join/request.ts';
import type { FeatureRef } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
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

/** A question's features that are in the store: in place of what is computed on demand what that reads, of which it is told. */
export function storedOnes<Q extends { service?: string | undefined; features?: readonly FeatureRef[] }>(
  { workspace, tell }: AskContext,
  asked: Q,
): Q {
  const { stored, read, onDemand } = splitRefs(workspace.definitions, workspace.features(asked));
  for (const { view } of onDemand)
    tell?.(`${view.name} is computed when it is asked for, and what it reads is compared in its place`);
  return { ...asked, service: undefined, features: [...stored, ...read] };
}

/** The tables of a plan. */
export function openedBy({ labels, views }: JoinPlan): (BoundLabels | BoundView)[] {
  return [labels, ...views.map(({ view }) => view)];
}
