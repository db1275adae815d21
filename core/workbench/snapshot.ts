import type { Run } from '../engine/engine.ts';
import { toLine } from '../errors/asof-error.ts';
import type { NaiveStrategy } from '../join/request.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import { viewsOf } from '../model/feature-ref.ts';
import type { FolderWishes } from '../model/wishes.ts';
import { canAsk, firstQuestion } from '../notebook/default.ts';
import { tableNames } from '../notebook/runner/workspace-tables.ts';
import type { TableEntry, ViewEntry, WorkspaceSnapshot } from '../rpc/host-api.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { definedLabels, definedView, onDemandEntry, openLabels, openView } from './entries.ts';

type Base = Pick<WorkspaceSnapshot, 'id' | 'name' | 'kind' | 'root' | 'prose' | 'now' | 'definitions'>;

/**
 * What a workspace holds. Label tables are opened, one of which may be a log of what was served, and the views that
 * the first question is of; others are as they are defined. A table that cannot be used says why; the others can be.
 * `naive` is what the first question asks, else it is told from the views.
 */
export async function snapshotOf(
  workspace: Workspace,
  { naive, ...base }: Base & { naive: NaiveStrategy | null },
  run: Run,
): Promise<WorkspaceSnapshot> {
  const { labels, views } = await openFirst(workspace, run);
  const services = servicesOf(workspace);
  const opened = { labels, views: views.filter((view) => view.opened), services };
  const asked = firstQuestion(opened, naive);
  return {
    ...base,
    labels,
    views,
    tables: tableNames(workspace),
    services,
    sources: sourcesOf(workspace),
    problems: workspace.problems.map(toLine),
    question: asked && { workspace: base.id, ...asked },
    restricted: null,
  };
}

/** What a folder that is not trusted says that it holds. None of its files is looked at, nor any prose of its shown. */
export function restrictedSnapshot(
  workspace: Workspace,
  base: Omit<Base, 'prose'>,
  restricted: FolderWishes,
): WorkspaceSnapshot {
  const { definitions, problems } = workspace;
  return {
    ...base,
    prose: null,
    labels: definitions.labels.map((one) => definedLabels(workspace, one)),
    views: [
      ...definitions.featureViews.map((one) => definedView(workspace, one)),
      ...definitions.onDemandViews.map((one) => onDemandEntry(workspace, one)),
    ],
    tables: [],
    services: servicesOf(workspace),
    sources: [],
    problems: problems.map(toLine),
    question: null,
    restricted,
  };
}

/** Side by side: the label tables, and the views of the first service that can be asked, else all views. */
async function openFirst(workspace: Workspace, run: Run): Promise<{ labels: TableEntry[]; views: ViewEntry[] }> {
  const { labels, featureViews, onDemandViews } = workspace.definitions;
  const computed = onDemandViews.map((one) => onDemandEntry(workspace, one));
  const services = servicesOf(workspace);
  const opened = new Map<string, Promise<ViewEntry>>();
  const open = (view: FeatureView): Promise<ViewEntry> => {
    const found = opened.get(view.name) ?? openView(workspace, view, run);
    opened.set(view.name, found);
    return found;
  };
  const openOnly = async (names: readonly string[]): Promise<ViewEntry[]> => {
    const asked = computed.filter(({ name }) => names.includes(name));
    const read = [...names, ...asked.flatMap(({ reads }) => reads ?? [])];
    return [...(await Promise.all(featureViews.filter(({ name }) => read.includes(name)).map(open))), ...asked];
  };
  const everyView = featureViews.map(({ name }) => name);
  const [first] = services;

  const [tables] = await Promise.all([
    Promise.all(labels.map((one) => openLabels(workspace, one, run))),
    openOnly(first ? viewsOf(first.features) : everyView),
    // Which features these have, only their files tell.
    openOnly(featureViews.filter((view) => !view.features).map(({ name }) => name)),
  ]);
  let isFound = false;
  for (const { features } of services)
    if (!isFound) isFound = canAsk(features, { labels: tables, views: await openOnly(viewsOf(features)) });
  if (!isFound) await openOnly(everyView);
  const views = featureViews.map((view) => opened.get(view.name) ?? Promise.resolve(definedView(workspace, view)));
  return { labels: tables, views: [...(await Promise.all(views)), ...computed] };
}

function servicesOf({ definitions }: Workspace): WorkspaceSnapshot['services'] {
  return definitions.featureServices.map(({ name, features }) => ({ name, features }));
}

/** Whose the events of a source are, its first view says, else the first label table. */
function sourcesOf({ definitions: { sources, featureViews, labels } }: Workspace): WorkspaceSnapshot['sources'] {
  return sources.map(({ name }) => {
    const view = featureViews.find((one) => one.source === name);
    return { name, entities: view?.entities ?? labels[0]?.entities ?? [] };
  });
}
