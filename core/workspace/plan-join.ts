import type { Run } from '../engine/engine.ts';
import { unknownName } from '../errors/unknown-name.ts';
import {
  defaultJoinOptions,
  type JoinOptions,
  type JoinPlan,
  type PlannedFeature,
  type PlannedView,
} from '../join/request.ts';
import { byJoin, everyFeature, joinedAs, viewsOf, type FeatureRef } from '../model/feature-ref.ts';
import type { TrainingSetQuestion } from '../question/training-set.ts';
import type { BoundFeature, BoundLabels, BoundView } from '../table/bound.ts';
import { keysNamed } from './bind-labels.ts';
import { findColumn } from './columns.ts';
import { keysAs, matchKeys } from './match-keys.ts';
import { splitRefs } from '../model/on-demand.ts';
import { checkOutputs, outputOf } from './outputs.ts';
import { planOnDemand } from './plan-on-demand.ts';
import type { Workspace } from './workspace.ts';

/**
 * Resolves all names of a request. Throws what is wrong with the first that is: `unknown_name`,
 * `column_missing`, `key_type_mismatch`, `output_column_clash`, `no_features`, and whatever opening
 * the files and reading their timestamps throws.
 */
export async function planJoin(workspace: Workspace, request: TrainingSetQuestion, run?: Run): Promise<JoinPlan> {
  const options = { ...defaultJoinOptions, ...request.options };
  const { stored, read, onDemand } = splitRefs(workspace.definitions, workspace.features(request));
  run?.progress?.({ phase: 'opening', of: request.labels });
  const partners = viewsOf([...stored, ...read]);
  const labels = withTarget(await workspace.labels(request.labels, partners, run), request.target);
  const views = await planViews(workspace, stored, labels, options, run, read);
  const ofRows: JoinPlan = { labels: complete(labels, views), views, onDemand: [], options };
  const plan = { ...ofRows, onDemand: await planOnDemand(workspace, ofRows, onDemand, run) };
  checkOutputs(plan);
  return plan;
}

/** Opens the views of some features, and of those that are only `read`; where there are labels, these have to have the join keys. */
export async function planViews(
  workspace: Workspace,
  refs: readonly FeatureRef[],
  labels: BoundLabels | null,
  options: Pick<JoinOptions, 'castKeys' | 'shortNames'>,
  run?: Run,
  read: readonly FeatureRef[] = [],
): Promise<PlannedView[]> {
  const views: PlannedView[] = [];
  // Online a view is one, whatever it is joined as.
  const asked = labels ? refs : refs.map(({ view, feature }) => ({ view, feature }));
  for (const group of byJoin([...asked, ...read])) {
    const [first] = group;
    run?.progress?.({ phase: 'opening', of: first.view });
    const opened = await workspace.view(first.view, labels, run);
    const view = labels ? joinedView(opened, first) : opened;
    const wanted = (of: readonly FeatureRef[]) => of.flatMap((ref) => featuresOf(opened, ref));
    const outputs = new Set(wanted(group.filter((ref) => asked.includes(ref))));
    const features = [...new Set(wanted(group))].map((feature): PlannedFeature => {
      return { ...feature, output: outputs.has(feature) ? outputOf(view, feature, options) : null };
    });
    views.push({ view, features });
  }
  if (!labels) return views;
  const bound = views.map((planned) => planned.view);
  const as = await matchKeys(workspace.engine, labels, bound, options.castKeys, run);
  return views.map((planned) => ({ ...planned, view: keysAs(planned.view, as) }));
}

/** A view under the name, and on the columns of the labels, that a feature asks for. Throws `unknown_name` for a key that it has not. */
export function joinedView(view: BoundView, ref: FeatureRef): BoundView {
  const { on = {} } = ref;
  const keys = view.keys.map((key) => key.name);
  const unknown = Object.keys(on).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw unknownName(`join key of ${view.name}`, unknown, keys);
  const name = ref.as === undefined ? view.name : joinedAs(ref);
  return { ...view, name, keys: view.keys.map((key) => ({ ...key, name: on[key.name] ?? key.name })) };
}

function featuresOf(view: BoundView, ref: FeatureRef): BoundFeature[] {
  if (ref.feature === everyFeature) return view.features;
  const found = [...view.features, ...(view.leftOut ?? [])].find((feature) => feature.name === ref.feature);
  if (found) return [found];
  const names = view.features.map((feature) => feature.name);
  throw unknownName(`feature of ${view.name}`, ref.feature, names);
}

/** With every key that some view joins on. */
export function complete(labels: BoundLabels, views: readonly PlannedView[]): BoundLabels {
  const names = [labels.keys, ...views.map(({ view }) => view.keys)].flat().map((key) => key.name);
  const ways = views.flatMap(({ view }) => view.keys).flatMap(({ name, as }) => (as ? [[name, as] as const] : []));
  const { keys } = keysAs({ keys: keysNamed(labels.relation.columns, names) }, new Map(ways));
  return { ...labels, keys };
}

/** With the target that was asked for, where one was. */
function withTarget(labels: BoundLabels, target?: string): BoundLabels {
  if (target === undefined) return labels;
  const inferred = labels.inferred.filter(({ what }) => what !== 'target');
  return { ...labels, target: findColumn(labels.relation, target), inferred };
}
