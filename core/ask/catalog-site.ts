import type { CatalogFacts, FoundOut } from '../catalog-site/catalog-facts.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { CatalogReport } from '../catalog/report.ts';
import type { Run } from '../engine/engine.ts';
import { AsofError, toLine } from '../errors/asof-error.ts';
import type { ViewFreshness } from '../freshness/report.ts';
import { parseFeatureRef } from '../model/feature-ref.ts';
import type { ProfileReport } from '../profile/report.ts';
import { formatIso } from '../time/instant.ts';
import type { AskContext } from './context.ts';
import { askFreshness } from './freshness.ts';
import { askStatistics } from './profile.ts';

/**
 * What a site says beside the catalog: the values of each view, and how old it is online at a moment. What cannot be
 * opened or reached is said there, and stops nothing. Throws `cancelled`.
 */
export async function askCatalogFacts(
  context: AskContext,
  report: CatalogReport,
  now: bigint,
  run: Run,
): Promise<CatalogFacts> {
  const statistics = new Map<string, FoundOut<ProfileReport>>();
  for (const view of viewsOfColumns(report.entries))
    statistics.set(view, await told(() => askStatistics(context, { table: view }, run)));
  const { workspace, version } = context;
  const [freshness, time] = [await freshnessOf(context, now, run), formatIso(now)];
  return { project: workspace.project, report, statistics, freshness, now: time, madeBy: `asof ${version}` };
}

function viewsOfColumns(entries: readonly CatalogEntry[]): Set<string> {
  return new Set(entries.flatMap(({ column, name }) => (column === null ? [] : [parseFeatureRef(name).view])));
}

async function freshnessOf(context: AskContext, now: bigint, run: Run): Promise<Map<string, FoundOut<ViewFreshness>>> {
  const { onlineViews } = context.workspace;
  if (onlineViews.length === 0) return new Map();
  const found = await told(() => askFreshness(context, { views: [], now }, run));
  const of = (view: string): FoundOut<ViewFreshness> => {
    if ('unknown' in found) return found;
    const own = found.value.views.find((one) => one.view === view);
    return own ? { value: own } : { unknown: 'it was not asked for' };
  };
  return new Map(onlineViews.map((view) => [view, of(view)]));
}

async function told<T>(ask: () => Promise<T>): Promise<FoundOut<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!(error instanceof AsofError) || error.code === 'cancelled' || error.code === 'bug') throw error;
    return { unknown: toLine(error) };
  }
}
