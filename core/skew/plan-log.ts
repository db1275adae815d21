import { isOfRows } from '../join/planned-kinds.ts';
import type { Column, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { timeColumn } from '../join/join.ts';
import { allViews, type JoinOptions, type JoinPlan, type PlannedOnDemand, type PlannedView } from '../join/request.ts';
import { joinedAs, viewsOf, type FeatureRef } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
import { stem } from '../model/path.ts';
import type { FeatureColumn } from '../question/field.ts';
import type { BoundLabels } from '../table/bound.ts';
import { findColumn } from '../workspace/columns.ts';
import { bindInstant } from '../workspace/instant.ts';

import { complete, planViews } from '../workspace/plan-join.ts';
import { planOnDemand } from '../workspace/plan-on-demand.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A served log: who asked, when, and what was answered. */
export interface ServedLog {
  labels: BoundLabels;
  /** Of all that has picks, in the order of `allViews`. */
  served: ServedColumns[];
  /** The log's columns that are read of the request. */
  request: string[];
}

export interface ServedColumns {
  /** The features that are compared; none of a view that is only read. */
  features: ServedFeature[];
  /** The log's columns with them. */
  columns: Column[];
  /** The log's column with the time of the row that was served, where it has one; what is computed is of no row. */
  time: Column | null;
}

export type ServedFeature = (PlannedView | PlannedOnDemand)['features'][number];

interface AskedView {
  view: { name: string };
  features: ServedFeature[];
}

type LogViews = Pick<JoinPlan, 'views' | 'onDemand'>;

/** A log and what it is compared with. */
export interface LogPlan extends LogViews {
  log: ServedLog;
  options: JoinOptions;
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
): Promise<LogViews & { log: ServedLog }> {
  run?.progress?.({ phase: 'opening', of: name });
  const split = splitRefs(workspace.definitions, refs);
  const partners = viewsOf([...split.stored, ...split.read]);
  const opened = await workspace.labels(name, partners, run, servedColumn(refs, mapped), like);
  // What is served is no target.
  const inferred = opened.inferred.filter(({ what }) => what !== 'target');
  const bare = { ...opened, target: null, inferred };
  const views = await planViews(workspace, split.stored, bare, options, run, split.read);
  const labels = complete(bare, views);
  const ofRows: JoinPlan = { labels, views, onDemand: [], options };
  const onDemand = await planOnDemand(workspace, ofRows, split.onDemand, run);
  const served = findServed(labels, allViews({ views, onDemand }), refs, mapped);
  for (const { time } of served)
    if (time) await bindInstant(workspace.engine, labels.relation, time.name, {}, undefined, run);
  const request = split.onDemand.flatMap((one) => one.request.map((field) => field.name));
  return { ...needed({ views, onDemand }, served), log: { labels, served, request } };
}

/** Of views that were asked for as a whole, what is compared, and what is read to compute it. */
function needed({ views, onDemand }: LogViews, served: readonly ServedColumns[]): LogViews {
  const inputs = onDemand.flatMap((one) => one.inputs);
  const isNeeded = (v: number, feature: PlannedView['features'][number]): boolean =>
    served[v]!.features.includes(feature) ||
    inputs.some(({ view, feature: { name } }) => view === v && name === feature.name);
  return {
    views: views.map((one, v) => ({ ...one, features: one.features.filter((feature) => isNeeded(v, feature)) })),
    onDemand,
  };
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
  planned: readonly (PlannedView | PlannedOnDemand)[],
  refs: readonly FeatureRef[],
  mapped: readonly FeatureColumn[],
): ServedColumns[] {
  const asked = planned.map(({ view, features }) => ({
    view,
    features: (features as ServedFeature[]).filter(({ output }) => output !== null),
  }));
  checkMapped(labels, asked, mapped);
  const taken = [labels.timestamp.column, ...labels.keys.map((key) => key.column)];
  const isMapped = (column: Column) => mapped.some((one) => one.column === column.name);
  const columns = labels.relation.columns.filter((column) => !taken.includes(column.name) && !isMapped(column));
  const short = asked.flatMap(({ features }) => features.map(({ name }) => name));
  const isUnique = (name: string) => short.filter((one) => one === name).length === 1;
  const find = ({ view }: AskedView, { name, output }: ServedFeature) => {
    const said = mapped.find((one) => one.view === view.name && one.feature === name);
    if (said) return findColumn(labels.relation, said.column);
    const named = columns.find((column) => column.name === output);
    return named ?? columns.find((column) => column.name === name && isUnique(name));
  };
  const isNamed = ({ view }: AskedView, { name }: ServedFeature) =>
    refs.some((ref) => ref.feature === name && [joinedAs(ref), stem(ref.view)].includes(view.name));
  return asked.map((one, v) => {
    const features = one.features.filter((feature) => find(one, feature) || isNamed(one, feature));
    const missing =
      features.find((feature) => !find(one, feature)) ?? (features.length === 0 ? one.features[0] : undefined);
    if (missing) {
      const free = columns.filter(
        (column) => !asked.some((each) => each.features.some((f) => find(each, f) === column)),
      );
      throw notServed(labels, free, missing);
    }
    const time = isOfRows(planned[v]!) ? columns.find(({ name }) => name === timeColumn(one)) : undefined;
    return { features, columns: features.map((feature) => find(one, feature)!), time: time ?? null };
  });
}

/** Throws where a column or its feature is not there, or one is said of two. */
function checkMapped({ relation }: BoundLabels, asked: readonly AskedView[], mapped: readonly FeatureColumn[]): void {
  const known = asked.flatMap(({ view, features }) => features.map(({ name }) => `${view.name}:${name}`));
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

function notServed(labels: BoundLabels, columns: readonly Column[], { name, output }: ServedFeature): AsofError {
  const known = columns.map((column) => column.name);
  const column = output ?? name;
  const near = nearest(column, known) ?? nearest(name, known) ?? '';
  const all = labels.relation.columns.map((column) => column.name).join(', ');
  return new AsofError('column_missing', { table: labels.name, column, near, known: all }, { where: { column } });
}
