import type { Run } from '../engine/engine.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { Source } from '../model/definitions.ts';
import { profileTable } from '../profile/profile.ts';
import type { TableProfile } from '../profile/report.ts';
import type { ProfileQuestion } from '../question/profile.ts';
import type { AskContext } from './context.ts';

/** What is in a label table, a feature view or a source, by its name. Throws what opening it throws, and `file_changed`. */
export async function askProfile(
  { engine, workspace }: AskContext,
  { table }: ProfileQuestion,
  run: Run,
): Promise<TableProfile> {
  const { featureViews, labels, sources } = workspace.definitions;
  const isIt = ({ name }: { name: string }): boolean => name === table;
  const source = featureViews.some(isIt) || labels.some(isIt) ? undefined : sources.find(isIt);
  const bound = await (source || featureViews.some(isIt)
    ? (source ? workspace.withView(viewOfSource(source)) : workspace).view(table, null, run)
    : workspace.labels(table, [], run));
  const profile = await profileTable(engine, bound, run);
  await workspace.tables.verify(bound.relation);
  const named = source?.fieldMapping ?? {};
  const columns = profile.columns.map((column) => ({ ...column, name: named[column.name] ?? column.name }));
  return { ...profile, columns, table };
}

/** A source as a view of all its columns. */
export function viewOfSource({ name }: Source): FeatureView {
  return { name, entities: [], source: name, ttl: null, online: false, features: null };
}
