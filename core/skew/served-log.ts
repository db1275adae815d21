import type { FeatureRef } from '../model/feature-ref.ts';

interface LabelTable {
  name: string;
  /** Why it cannot be used; null where it can. */
  problem: string | null;
  columns: readonly { name: string }[];
}

/** The label tables that log what was served of these features: they have columns named after them, `view__feature`. */
export function servedLogs(labels: readonly LabelTable[], features: readonly FeatureRef[]): string[] {
  const names = new Set(features.map(({ view, feature }) => `${view}__${feature}`));
  return labels.filter((table) => logs(table, names)).map((table) => table.name);
}

/** Those of the features that a log has columns for. */
export function loggedFeatures(
  labels: readonly LabelTable[],
  log: string,
  features: readonly FeatureRef[],
): FeatureRef[] {
  const columns = new Set(labels.find(({ name }) => name === log)?.columns.map((column) => column.name));
  return features.filter(({ view, feature }) => columns.has(`${view}__${feature}`));
}

function logs(table: LabelTable, names: ReadonlySet<string>): boolean {
  return table.problem === null && table.columns.some((column) => names.has(column.name));
}
