import { earlierWarnings } from '../check/times.ts';
import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { stepOf } from '../engine/step.ts';
import type { JoinPlan } from '../join/request.ts';
import type { FeatureRef } from '../model/definitions.ts';
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

/**
 * What of a question's features can be compared with what was served: those that have rows. Of what is computed on demand
 * it is told; against the store what it reads is compared in its place, a file need not have that. Throws
 * `bad_option` where nothing is left.
 */
export function comparable<Q extends { service?: string | undefined; features?: readonly FeatureRef[] }>(
  { workspace, tell }: AskContext,
  asked: Q,
  against: 'store' | 'file',
): Q {
  const { stored, read, onDemand } = splitRefs(workspace.definitions, workspace.features(asked));
  const features = against === 'store' ? [...stored, ...read] : stored;
  const why = ({ view }: (typeof onDemand)[number]): string =>
    `${view.name} is computed when it is asked for, and ` +
    (against === 'store' ? 'what it reads is compared in its place' : 'cannot be compared with a file yet');
  if (features.length === 0)
    throw new AsofError('bad_option', { message: why(onDemand[0]!), expected: 'name features that have rows' });
  for (const one of onDemand) tell?.(why(one));
  return { ...asked, service: undefined, features };
}

/** The tables of a plan. */
export function openedBy({ labels, views }: JoinPlan): (BoundLabels | BoundView)[] {
  return [labels, ...views.map(({ view }) => view)];
}
