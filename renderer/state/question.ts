import type { JoinOptions, NaiveStrategy } from '../../core/join/request.ts';
import type { FeatureRef } from '../../core/model/definitions.ts';
import { pickFields, type PickOptions } from '../../core/question/joined.ts';
import { meant } from '../../core/question/question.ts';
import type { ViewEntry, WorkspaceSnapshot } from '../../core/rpc/host-api.ts';

/** What all cells of the notebook ask about; each adds what only it needs. */
export interface Question {
  workspace: string;
  labels: string;
  features: FeatureRef[];
  target?: string;
  naive: NaiveStrategy;
  /** The options that change which row is picked; those that only name columns belong to the training set. */
  options: PickOptions;
}

/** The question that a workspace opens with, or null where it has no label table or no view. */
export function firstQuestion({ question }: WorkspaceSnapshot): Question | null {
  return question && { ...question, options: meant(pickFields, question.options ?? {}) };
}

/** As the host takes it, without what only the leakage cell asks. */
export function toRequest({ naive: _, ...request }: Question, output: Partial<JoinOptions> = {}) {
  return { ...request, options: { ...request.options, ...output } };
}

/** A view's features, in its order. */
export function featuresOf(view: Pick<ViewEntry, 'name' | 'features'>): FeatureRef[] {
  return view.features.map(({ name }) => ({ view: view.name, feature: name }));
}

/** The views that features come from, in the order asked. */
export function viewsOf(features: readonly FeatureRef[]): string[] {
  return [...new Set(features.map((feature) => feature.view))];
}
