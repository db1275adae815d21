import type { FeatureRef } from '../../core/model/definitions.ts';
import type { TableEntry, WorkspaceSnapshot } from '../../core/rpc/host-api.ts';

/** The label tables that log what was served of these features: they have columns named after them, `view__feature`. */
export function servedLogs(snapshot: Pick<WorkspaceSnapshot, 'labels'>, features: readonly FeatureRef[]): string[] {
  const names = new Set(features.map(({ view, feature }) => `${view}__${feature}`));
  return snapshot.labels.filter((table) => logs(table, names)).map((table) => table.name);
}

/** Those of the features that a log has columns for. */
export function loggedFeatures(
  snapshot: Pick<WorkspaceSnapshot, 'labels'>,
  log: string,
  features: readonly FeatureRef[],
): FeatureRef[] {
  const table = snapshot.labels.find(({ name }) => name === log);
  const columns = new Set(table?.columns.map((column) => column.name));
  return features.filter(({ view, feature }) => columns.has(`${view}__${feature}`));
}

/** The label table logs what was served of some feature of the workspace. */
export function isServedLog(snapshot: Pick<WorkspaceSnapshot, 'labels' | 'views'>, table: string): boolean {
  const features = snapshot.views.flatMap((view) =>
    view.features.map((feature): FeatureRef => ({ view: view.name, feature: feature.name })),
  );
  return servedLogs(snapshot, features).includes(table);
}

function logs(table: TableEntry, names: ReadonlySet<string>): boolean {
  return table.problem === null && table.columns.some((column) => names.has(column.name));
}
