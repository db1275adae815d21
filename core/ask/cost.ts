import { measureCost } from '../cost/cost.ts';
import type { StoredView } from '../cost/measured-view.ts';
import type { CostReport } from '../cost/report.ts';
import type { Run } from '../engine/engine.ts';
import type { OnlineStore } from '../online/online-store.ts';
import { cost, type CostQuestion } from '../question/cost.ts';
import { meant } from '../question/question.ts';
import type { StoreContext } from './context.ts';
import { onlineViewsOf } from './online-views.ts';

/**
 * What is online takes; without named views also what is left there of views that are no longer. Throws what reaching
 * the store throws, and `unknown_name` and `bad_option` for what is no view that is online.
 */
export async function askCost(context: StoreContext, asked: CostQuestion, run: Run): Promise<CostReport> {
  const { workspace, online } = context;
  const { definitions, project } = workspace;
  const question = meant(cost, asked);
  const options = { project, now: question.now ?? context.now(), sample: question.sample, definitions };
  return online.use('read', async (store) => {
    const views = question.views.length > 0 ? namedViews(context, question.views) : await allViews(context, store);
    return measureCost(store, views, options, run);
  });
}

function namedViews({ workspace }: StoreContext, names: readonly string[]): StoredView[] {
  return onlineViewsOf(workspace, names).map((definition) => ({ name: definition.name, definition }));
}

async function allViews(context: StoreContext, store: OnlineStore): Promise<StoredView[]> {
  const { workspace } = context;
  const { featureViews } = workspace.definitions;
  const stored = (await store.views(workspace.project)).map(({ view }) => view);
  const names = [...new Set([...workspace.onlineViews, ...stored])];
  if (names.length === 0) return namedViews(context, []);
  return names.map((name) => ({ name, definition: featureViews.find((one) => one.name === name) ?? null }));
}
