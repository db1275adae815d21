import { catalogOf } from '../catalog/catalog.ts';
import type { FoundFeature } from '../catalog/lineage.ts';
import { catalogReport, type CatalogReport } from '../catalog/report.ts';
import type { Run } from '../engine/engine.ts';
import { toLine } from '../errors/asof-error.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { StoreContext } from './context.ts';

/**
 * Everything that a workspace defines, and its notebooks. Views that list no features are opened, where the context
 * has files; what is not known is said and not counted.
 */
export async function askCatalog(
  { workspace, notebooks }: Pick<StoreContext, 'workspace' | 'notebooks'>,
  run: Run,
): Promise<CatalogReport> {
  const { definitions } = workspace;
  const found = new Map<string, FoundFeature[]>();
  const unread: string[] = workspace.problems.map(toLine);
  for (const { name } of definitions.featureViews.filter(({ features }) => features === null)) {
    const opened = workspace instanceof Workspace ? await workspace.tryView(name, null, run) : null;
    if (opened?.value) found.set(name, opened.value.features);
    else unread.push(`the features of ${name} are not known: ${toLineOf(opened?.problems[0])}`);
  }
  const uses = (await notebooks?.()) ?? [];
  const entries = catalogOf({ definitions, notebooks: uses, found });
  return catalogReport(entries, { naming: definitions.naming, notebooks: uses, unread });
}

function toLineOf(problem: Parameters<typeof toLine>[0] | undefined): string {
  return problem ? toLine(problem) : 'it lists none, and no file was opened';
}
