import type { Run } from '../engine/engine.ts';
import { profileTable } from '../profile/profile.ts';
import type { TableProfile } from '../profile/report.ts';
import type { ProfileQuestion } from '../question/profile.ts';
import type { AskContext } from './context.ts';

/** What is in a label table or a feature view, by its name. Throws what opening it throws, and `file_changed`. */
export async function askProfile(
  { engine, workspace }: AskContext,
  { table }: ProfileQuestion,
  run: Run,
): Promise<TableProfile> {
  const isView = workspace.definitions.featureViews.some((view) => view.name === table);
  const bound = await (isView ? workspace.view(table, null, run) : workspace.labels(table, [], run));
  const profile = await profileTable(engine, bound, run);
  await workspace.tables.verify(bound.relation);
  return { ...profile, table };
}
