import type { Run } from '../engine/engine.ts';
import { profileTable } from '../profile/profile.ts';
import type { TableProfile } from '../profile/report.ts';
import type { AskContext } from './context.ts';

/** Profiles a label table or a feature view, by its name. */
export async function profileOf({ engine, workspace }: AskContext, table: string, run: Run): Promise<TableProfile> {
  const isView = workspace.definitions.featureViews.some((view) => view.name === table);
  const bound = await (isView ? workspace.view(table, null, run) : workspace.labels(table, [], run));
  const profile = await profileTable(engine, bound, run);
  await workspace.tables.verify(bound.relation);
  return { ...profile, table };
}
