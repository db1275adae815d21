import type { Column, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { timeColumn } from '../join/join.ts';
import { defaultJoinOptions, type JoinOptions, type PlannedFeature, type PlannedView } from '../join/request.ts';
import type { FeatureRef } from '../model/definitions.ts';
import { joinedAs } from '../model/feature-ref.ts';
import { isPath, stem } from '../model/path.ts';
import type { BoundLabels } from '../table/bound.ts';
import type { SkewQuestion } from '../question/skew.ts';
import { bindInstant } from '../workspace/instant.ts';
import { complete, planViews, viewsOf } from '../workspace/plan.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What is compared, all names resolved. */
export interface SkewPlan {
  project: string;
  views: PlannedView[];
  options: JoinOptions;
  /** Null against the online store. */
  log: ServedLog | null;
}

/** A served log: who asked, when, and what was answered. */
export interface ServedLog {
  labels: BoundLabels;
  /** View by view. */
  served: ServedColumns[];
}

export interface ServedColumns {
  /** The log's columns, in the order of the view's features. */
  columns: Column[];
  /** The log's column with the time of the row that was served, where it has one. */
  time: Column | null;
}

/**
 * Resolves all names of a request. A log's values are in columns called `view__feature` or `feature`. Throws
 * what `planJoin` throws, `column_missing` for features that the log has not got, and `bad_option` for a
 * view that is not online or has no entities.
 */
export async function planSkew(
  workspace: Workspace,
  request: Pick<SkewQuestion, 'features' | 'service' | 'log' | 'options'>,
  run?: Run,
): Promise<SkewPlan> {
  const options = { ...defaultJoinOptions, ...request.options };
  const refs = workspace.features(request);
  const { project } = workspace;
  for (const name of viewsOf(refs)) checkKeyed(workspace, name);
  if (request.log == null) {
    for (const name of viewsOf(refs)) checkOnline(workspace, name);
    const views = await planViews(workspace, refs, null, options, run);
    return { project, views, options, log: null };
  }
  run?.progress?.({ step: `opening ${request.log}`, fraction: null });
  const labels = await workspace.labels(request.log, viewsOf(refs), run, servedColumn(refs));
  // What is served is no target.
  const planned = await planViews(workspace, refs, { ...labels, target: null }, options, run);
  const { views, served } = findServed(labels, planned, refs);
  for (const { time } of served)
    if (time) await bindInstant(workspace.engine, labels.relation, time.name, {}, undefined, run);
  const inferred = labels.inferred.filter(({ what }) => what !== 'target');
  return { project, views, options, log: { labels: { ...complete(labels, views), inferred }, served } };
}

/** Pairs are told apart by their entities. */
function checkKeyed({ definitions }: Workspace, name: string): void {
  if (definitions.featureViews.find((view) => view.name === name)?.entities.length !== 0) return;
  const message = `the feature view ${name} has no entities, which skew cannot compare yet`;
  throw new AsofError('bad_option', { message, expected: 'leave it out' });
}

function checkOnline({ definitions }: Workspace, name: string): void {
  const definition = definitions.featureViews.find((view) => view.name === name);
  if (definition?.online) return;
  // What there is no definition of is told when it is looked for.
  if (!definition && !isPath(name)) return;
  const expected = definition
    ? 'compare another view, or take online: false out of its definition'
    : 'define it in asof.yaml, or compare a log: --against LOG';
  throw new AsofError('bad_option', { message: `the feature view ${name} is not online`, expected });
}

/** As far as it can be told before the views are open. */
function servedColumn(refs: readonly FeatureRef[]): (column: string) => boolean {
  const prefixes = refs.map((ref) => `${ref.as ?? stem(ref.view)}__`);
  const features = refs.map(({ feature }) => feature);
  return (column) => features.includes(column) || prefixes.some((prefix) => column.startsWith(prefix));
}

/** Of views that were asked for as a whole, the features that the log has. */
function findServed(
  labels: BoundLabels,
  planned: readonly PlannedView[],
  refs: readonly FeatureRef[],
): { views: PlannedView[]; served: ServedColumns[] } {
  const taken = [labels.timestamp.column, ...labels.keys.map((key) => key.column)];
  const columns = labels.relation.columns.filter(({ name }) => !taken.includes(name));
  const short = planned.flatMap(({ features }) => features.map(({ name }) => name));
  const isUnique = (name: string) => short.filter((one) => one === name).length === 1;
  const find = ({ name, output }: PlannedFeature) =>
    columns.find((column) => column.name === output) ??
    columns.find((column) => column.name === name && isUnique(name));
  const isNamed = ({ view }: PlannedView, { name }: PlannedFeature) =>
    refs.some((ref) => ref.feature === name && [joinedAs(ref), stem(ref.view)].includes(view.name));
  const views = planned.map((one) => {
    const features = one.features.filter((feature) => find(feature) || isNamed(one, feature));
    const missing = features.find((feature) => !find(feature)) ?? (features.length === 0 ? one.features[0] : undefined);
    if (missing) {
      const free = columns.filter((column) => !planned.some((each) => each.features.some((f) => find(f) === column)));
      throw notServed(labels, free, missing);
    }
    return { ...one, features };
  });
  const served = views.map((one) => ({
    columns: one.features.map((feature) => find(feature)!),
    time: columns.find(({ name }) => name === timeColumn(one)) ?? null,
  }));
  return { views, served };
}

function notServed(labels: BoundLabels, columns: readonly Column[], { name, output }: PlannedFeature): AsofError {
  const known = columns.map((column) => column.name);
  const near = nearest(output, known) ?? nearest(name, known) ?? '';
  const all = labels.relation.columns.map((column) => column.name).join(', ');
  return new AsofError(
    'column_missing',
    { table: labels.name, column: output, near, known: all },
    { where: { column: output } },
  );
}
