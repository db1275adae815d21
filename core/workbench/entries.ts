import type { Run } from '../engine/engine.ts';
import { toLine, toWire } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { LabelTable } from '../model/definitions.ts';
import type { OnDemandView } from '../model/views/on-demand-view.ts';
import { formatFeatureRef, viewsOf } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
import type { TableEntry, ViewEntry } from '../rpc/host-api.ts';
import type { Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { redacted } from '../text/redacted.ts';
import { formatDuration } from '../time/duration.ts';
import { duckdbType } from '../types/feast-dtype.ts';
import type { Defined } from '../model/defined.ts';
import type { Workspace } from '../workspace/workspace.ts';

const unopened = { opened: false, rows: null, bytes: 0, columns: [], inferred: [], problem: null };

/** A label table as its definition says it is: no file is opened. */
export function definedLabels({ definitions }: Defined, definition: LabelTable): TableEntry {
  const { name, path, timestampField, target = null, entities } = definition;
  const keys = keysOf(definitions, entities);
  return { ...unopened, name, path: redacted(path), keys, timestamp: timestampField, target };
}

/** A feature view as its definition says it is: no file is opened. Without listed features it has none. */
export function definedView({ definitions }: Defined, definition: FeatureView): ViewEntry {
  const { name, online, ttl, features, entities } = definition;
  const source = definitions.sources.find((one) => one.name === definition.source);
  const after = source?.availableAfter;
  const available = after === undefined ? source?.availableAt : sayAvailable(source!.timestampField, after);
  return {
    ...unopened,
    name,
    path: redacted(source?.path ?? definition.source),
    ttl: ttl === null ? null : formatDuration(ttl),
    online,
    keys: keysOf(definitions, entities),
    timestamp: source?.timestampField ?? '',
    createdTimestamp: source?.createdTimestampField ?? null,
    availableAt: available ?? null,
    features: (features ?? []).map((one) => ({
      name: one.name,
      type: (one.dtype === undefined ? null : duckdbType(one.dtype)) ?? one.dtype ?? '',
      description: one.description ?? null,
    })),
  };
}

/** A view on demand: there is nothing to open. Its keys are those of what it reads. */
export function onDemandEntry({ definitions }: Defined, { name, features, inputs }: OnDemandView): ViewEntry {
  const refs = features.map((feature) => ({ view: name, feature: feature.name }));
  const reads = viewsOf(splitRefs(definitions, refs).read);
  const entities = definitions.featureViews.filter((one) => reads.includes(one.name)).flatMap((one) => one.entities);
  return {
    ...unopened,
    opened: true,
    name,
    path: `computed from ${inputs.map(formatFeatureRef).join(', ')}`,
    ttl: null,
    online: false,
    keys: keysOf(definitions, entities),
    timestamp: '',
    createdTimestamp: null,
    availableAt: null,
    features: features.map(({ name: feature, dtype, description, expression }) => ({
      name: feature,
      type: duckdbType(dtype)!,
      description: description ?? expression,
    })),
    reads,
  };
}

/** Opens a label table or a feature view by its name. One that cannot be used says why. Throws `unknown_name`. */
export async function openEntry(workspace: Workspace, name: string, run: Run): Promise<TableEntry | ViewEntry> {
  const { labels, featureViews, onDemandViews } = workspace.definitions;
  const label = labels.find((one) => one.name === name);
  if (label) return openLabels(workspace, label, run);
  const view = featureViews.find((one) => one.name === name);
  if (view) return openView(workspace, view, run);
  const computed = onDemandViews.find((one) => one.name === name);
  if (computed) return onDemandEntry(workspace, computed);
  const known = [...labels, ...featureViews].map((one) => one.name);
  throw unknownName('table', name, known);
}

/** Opens a label table. One that cannot be used says why. */
export async function openLabels(workspace: Workspace, definition: LabelTable, run: Run): Promise<TableEntry> {
  const defined = definedLabels(workspace, definition);
  return opening(defined, async () => {
    const bound = await workspace.labels(defined.name, [], run);
    return {
      ...sizeOf(bound.relation),
      keys: bound.keys.map((key) => key.name),
      timestamp: bound.timestamp.column,
      target: bound.target?.name ?? null,
      inferred: bound.inferred,
    };
  });
}

/** Opens a feature view. One that cannot be used says why. */
export async function openView(workspace: Workspace, definition: FeatureView, run: Run): Promise<ViewEntry> {
  const defined = definedView(workspace, definition);
  return opening(defined, async () => {
    const bound = await workspace.view(defined.name, null, run);
    const { available } = bound;
    const described = new Map(defined.features.map(({ name, description }) => [name, description]));
    return {
      ...sizeOf(bound.relation),
      keys: bound.keys.map((key) => key.name),
      timestamp: bound.timestamp.column,
      createdTimestamp: bound.created?.column ?? null,
      availableAt: available && sayAvailable(available.column, available.after),
      features: bound.features.map(({ name, type }) => ({ name, type, description: described.get(name) ?? null })),
      inferred: bound.inferred,
    };
  });
}

/** What cannot be used has no keys and no features, and says why. */
async function opening<E extends TableEntry | ViewEntry>(defined: E, open: () => Promise<Partial<E>>): Promise<E> {
  try {
    return { ...defined, ...(await open()), opened: true };
  } catch (error) {
    const wire = toWire(error);
    if (wire.kind === 'cancelled') throw error;
    const nothing = 'features' in defined ? { keys: [], features: [] } : { keys: [] };
    return { ...defined, ...nothing, opened: true, problem: toLine(wire) };
  }
}

function keysOf({ entities }: Defined['definitions'], names: readonly string[]): string[] {
  return [...new Set(entities.filter(({ name }) => names.includes(name)).flatMap(({ joinKeys }) => joinKeys))];
}

/** The column, or the column and what is added to it. */
function sayAvailable(column: string, after: Instant['after']): string {
  return after === undefined ? column : `${column} + ${formatDuration(after)}`;
}

function sizeOf(relation: Relation): Pick<TableEntry, 'rows' | 'columns' | 'bytes'> {
  const { rows, columns, files } = relation;
  return { rows, columns, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
