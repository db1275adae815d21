import type { Column, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { timeColumn } from '../join/join.ts';
import type { JoinOptions, PlannedFeature, PlannedView } from '../join/request.ts';
import type { FeatureRef } from '../model/definitions.ts';
import { joinedAs, viewsOf } from '../model/feature-ref.ts';
import { stem } from '../model/path.ts';
import type { FeatureColumn } from '../question/field.ts';
import type { BoundLabels } from '../table/bound.ts';
import { findColumn } from '../workspace/columns.ts';
import { bindInstant } from '../workspace/instant.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import { complete, planViews } from '../workspace/plan-join.ts';
import type { Workspace } from '../workspace/workspace.ts';

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

/** What is said of a log's columns. */
export interface LogColumns {
  /** Columns that hold features under names of their own. */
  mapped?: readonly FeatureColumn[];
  /** A table whose keys and time it has. */
  like?: BoundLabels;
}

/**
 * Opens a log and the views of some features, and finds their columns: those that are mapped, else `view__feature`, else
 * `feature`. Throws what `planJoin` throws, and `column_missing` for features that the log has not got.
 */
export async function planLog(
  workspace: Workspace,
  name: string,
  refs: readonly FeatureRef[],
  options: JoinOptions,
  { mapped = [], like }: LogColumns,
  run?: Run,
): Promise<{ views: PlannedView[]; log: ServedLog }> {
  run?.progress?.({ phase: 'opening', of: name });
  const labels = await workspace.labels(name, viewsOf(refs), run, servedColumn(refs, mapped), like);
  // What is served is no target.
  const planned = await planViews(workspace, refs, { ...labels, target: null }, options, run);
  for (const { view } of planned) if (computesWindows(view)) throw notComparedYet(view.name);
  const { views, served } = findServed(labels, planned, refs, mapped);
  for (const { time } of served)
    if (time) await bindInstant(workspace.engine, labels.relation, time.name, {}, undefined, run);
  const inferred = labels.inferred.filter(({ what }) => what !== 'target');
  return { views, log: { labels: { ...complete(labels, views), inferred }, served } };
}

/** A windowed aggregate has no row of the source behind it, and where a logged value may come from is looked for in rows. */
function notComparedYet(name: string): AsofError {
  const message = `${name} computes its features from windows of events, which cannot be compared with a file of served values yet`;
  return new AsofError('bad_option', { message, expected: 'leave it out, or compare it with the online store' });
}

/** As far as it can be told before the views are open. */
function servedColumn(refs: readonly FeatureRef[], mapped: readonly FeatureColumn[]): (column: string) => boolean {
  const prefixes = refs.map((ref) => `${ref.as ?? stem(ref.view)}__`);
  const features = [...refs.map(({ feature }) => feature), ...mapped.map(({ column }) => column)];
  return (column) => features.includes(column) || prefixes.some((prefix) => column.startsWith(prefix));
}

/** Of views that were asked for as a whole, the features that the log has. */
function findServed(
  labels: BoundLabels,
  planned: readonly PlannedView[],
  refs: readonly FeatureRef[],
  mapped: readonly FeatureColumn[],
): { views: PlannedView[]; served: ServedColumns[] } {
  checkMapped(labels, planned, mapped);
  const taken = [labels.timestamp.column, ...labels.keys.map((key) => key.column)];
  const isMapped = (column: Column) => mapped.some((one) => one.column === column.name);
  const columns = labels.relation.columns.filter((column) => !taken.includes(column.name) && !isMapped(column));
  const short = planned.flatMap(({ features }) => features.map(({ name }) => name));
  const isUnique = (name: string) => short.filter((one) => one === name).length === 1;
  const find = ({ view }: PlannedView, { name, output }: PlannedFeature) => {
    const said = mapped.find((one) => one.view === view.name && one.feature === name);
    if (said) return findColumn(labels.relation, said.column);
    const named = columns.find((column) => column.name === output);
    return named ?? columns.find((column) => column.name === name && isUnique(name));
  };
  const isNamed = ({ view }: PlannedView, { name }: PlannedFeature) =>
    refs.some((ref) => ref.feature === name && [joinedAs(ref), stem(ref.view)].includes(view.name));
  const views = planned.map((one) => {
    const features = one.features.filter((feature) => find(one, feature) || isNamed(one, feature));
    const missing =
      features.find((feature) => !find(one, feature)) ?? (features.length === 0 ? one.features[0] : undefined);
    if (missing) {
      const free = columns.filter(
        (column) => !planned.some((each) => each.features.some((f) => find(each, f) === column)),
      );
      throw notServed(labels, free, missing);
    }
    return { ...one, features };
  });
  const served = views.map((one) => ({
    columns: one.features.map((feature) => find(one, feature)!),
    time: columns.find(({ name }) => name === timeColumn(one)) ?? null,
  }));
  return { views, served };
}

/** Throws where a column or its feature is not there, or one is said of two. */
function checkMapped(
  { relation }: BoundLabels,
  planned: readonly PlannedView[],
  mapped: readonly FeatureColumn[],
): void {
  const known = planned.flatMap(({ view, features }) => features.map(({ name }) => `${view.name}:${name}`));
  const names = mapped.map(({ view, feature }) => `${view}:${feature}`);
  for (const [i, { column }] of mapped.entries()) {
    findColumn(relation, column);
    const name = names[i]!;
    const isTwice = mapped.some((other, j) => j < i && (other.column === column || names[j] === name));
    if (known.includes(name) && !isTwice) continue;
    const near = nearest(name, known);
    const message = isTwice
      ? `${column}=${name} maps what is mapped already`
      : `${column} is mapped to ${name}, which is not asked for`;
    const expected = isTwice
      ? 'map each column to one feature'
      : near
        ? `did you mean ${near}?`
        : `features asked for: ${known.join(', ')}`;
    throw new AsofError('bad_option', { message, expected });
  }
}

function notServed(labels: BoundLabels, columns: readonly Column[], { name, output }: PlannedFeature): AsofError {
  const known = columns.map((column) => column.name);
  const column = output ?? name;
  const near = nearest(column, known) ?? nearest(name, known) ?? '';
  const all = labels.relation.columns.map((column) => column.name).join(', ');
  return new AsofError('column_missing', { table: labels.name, column, near, known: all }, { where: { column } });
}
