import type { Run } from '../engine/engine.ts';
import { toLine, toWire } from '../errors/asof-error.ts';
import type { NaiveStrategy } from '../join/request.ts';
import type { FeatureView, LabelTable } from '../model/definitions.ts';
import { firstQuestion } from '../notebook/default.ts';
import { tableNames } from '../notebook/runner/workspace-tables.ts';
import type { TableEntry, ViewEntry, WorkspaceSnapshot } from '../rpc/host-api.ts';
import type { Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { redacted } from '../text/redacted.ts';
import { formatDuration } from '../time/duration.ts';
import type { Workspace } from '../workspace/workspace.ts';

type Base = Pick<WorkspaceSnapshot, 'id' | 'name' | 'kind' | 'root' | 'prose' | 'now'>;

/** What a workspace holds. A table that cannot be used says why; the others can be. `naive` is what the first question asks, else it is told from the views. */
export async function snapshotOf(
  workspace: Workspace,
  { naive, ...base }: Base & { naive: NaiveStrategy | null },
  run: Run,
): Promise<WorkspaceSnapshot> {
  const { definitions, problems } = workspace;
  const [labels, views] = await Promise.all([
    Promise.all(definitions.labels.map((definition) => labelsEntry(workspace, definition, run))),
    Promise.all(definitions.featureViews.map((definition) => viewEntry(workspace, definition, run))),
  ]);
  const services = definitions.featureServices.map(({ name, features }) => ({ name, features }));
  const asked = firstQuestion({ labels, views, services }, naive);
  return {
    ...base,
    labels,
    views,
    tables: tableNames(workspace),
    services,
    problems: problems.map(toLine),
    question: asked && { workspace: base.id, ...asked },
    restricted: null,
  };
}

async function labelsEntry(workspace: Workspace, definition: LabelTable, run: Run): Promise<TableEntry> {
  const { name } = definition;
  const path = redacted(definition.path);
  try {
    const bound = await workspace.labels(name, [], run);
    return {
      name,
      path,
      ...sizeOf(bound.relation),
      keys: bound.keys.map((key) => key.name),
      timestamp: bound.timestamp.column,
      target: bound.target?.name ?? null,
      inferred: bound.inferred,
      problem: null,
    };
  } catch (error) {
    const said = { timestamp: definition.timestampField, target: definition.target ?? null };
    return { name, path, ...said, ...nothing, keys: [], problem: problemOf(error) };
  }
}

async function viewEntry(workspace: Workspace, definition: FeatureView, run: Run): Promise<ViewEntry> {
  const { name, online } = definition;
  const source = workspace.definitions.sources.find((one) => one.name === definition.source);
  const path = redacted(source?.path ?? definition.source);
  const ttl = definition.ttl === null ? null : formatDuration(definition.ttl);
  try {
    const bound = await workspace.view(name, null, run);
    const described = new Map(definition.features?.map((feature) => [feature.name, feature.description ?? null]));
    return {
      name,
      path,
      ttl,
      online,
      ...sizeOf(bound.relation),
      keys: bound.keys.map((key) => key.name),
      timestamp: bound.timestamp.column,
      createdTimestamp: bound.created?.column ?? null,
      availableAt: bound.available && sayAvailable(bound.available),
      features: bound.features.map((one) => ({
        name: one.name,
        type: one.type,
        description: described.get(one.name) ?? null,
      })),
      inferred: bound.inferred,
      problem: null,
    };
  } catch (error) {
    const said = {
      timestamp: source?.timestampField ?? '',
      createdTimestamp: source?.createdTimestampField ?? null,
      availableAt: source?.availableAt ?? null,
    };
    return { name, path, ttl, online, ...said, ...nothing, keys: [], features: [], problem: problemOf(error) };
  }
}

/** The column, or the column and what is added to it. */
function sayAvailable({ column, after }: Instant): string {
  return after === undefined ? column : `${column} + ${formatDuration(after)}`;
}

const nothing = { rows: null, bytes: 0, columns: [], inferred: [] };

function sizeOf(relation: Relation) {
  const { rows, columns, files } = relation;
  return { rows, columns, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function problemOf(error: unknown): string {
  const wire = toWire(error);
  if (wire.kind === 'cancelled') throw error;
  return toLine(wire);
}
