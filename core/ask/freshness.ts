import type { Run } from '../engine/engine.ts';
import { measureFreshness } from '../freshness/freshness.ts';
import type { FreshnessReport } from '../freshness/report.ts';
import { freshness, type FreshnessQuestion } from '../question/freshness.ts';
import { meant } from '../question/question.ts';
import type { StoreContext } from './context.ts';
import { onlineViewsOf } from './online-views.ts';

/** How old what is online is. Throws what reaching the store throws, and `unknown_name` and `bad_option` for what is no view that is online. */
export async function askFreshness(
  context: StoreContext,
  asked: FreshnessQuestion,
  run: Run,
): Promise<FreshnessReport> {
  const { workspace, online } = context;
  const question = meant(freshness, asked);
  const views = onlineViewsOf(workspace, question.views);
  const options = { project: workspace.project, now: question.now ?? context.now(), sample: question.sample };
  return online.use('read', (store) => measureFreshness(store, views, options, run));
}
