import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { ViewState } from '../online/online-store.ts';
import { meant } from '../question/question.ts';
import { skew, type SkewQuestion } from '../question/skew.ts';
import type { SkewPairs } from '../skew/pairs.ts';
import { planSkew } from '../skew/plan-skew.ts';
import type { SkewReport } from '../skew/report.ts';
import { compareSkew as compare } from '../skew/skew.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { storedOnes } from './joined.ts';
import { tellOpened, verifyOpened, type AskContext } from './context.ts';

/** A report, and the pairs that it is about, which live until `pairs.scratch.drop()`. */
export interface SkewFound {
  report: SkewReport;
  pairs: SkewPairs;
  /** Null against the online store. */
  log: BoundLabels | null;
  /** The log and the views, those that are only read too. */
  opened: (BoundLabels | BoundView)[];
  /** What the store knew of its views; none against a log. */
  states: readonly ViewState[];
}

/** How much of a view was compared. */
export interface SkewView {
  view: string;
  /** Pairs with a row that counts on the one side, and on the other. */
  offline: number;
  online: number;
  /** What the last run into the store was as of; null against a log, and where there was none. */
  lastRun: bigint | null;
}

/** Compares. Throws what planning throws, and `file_changed`; then nothing is left. */
export async function askSkew(context: AskContext, asked: SkewQuestion, run: Run): Promise<SkewFound> {
  const { engine, offline, online } = context;
  const question = meant(skew, asked);
  const { log, tolerance, sample } = question;
  if (log !== null && question.asOf !== null) {
    const expected = 'each row of a log has its own moment: leave it out';
    throw new AsofError('bad_option', { message: '--as-of is for the online store', expected });
  }
  const plan = await planSkew(
    context.workspace,
    log === null ? storedOnes(context, question) : question,
    stepOf(run, 'opening', 'the tables', 0, 0),
  );
  const labels = plan.log?.labels ?? null;
  const opened: SkewFound['opened'] = [...(labels ? [labels] : []), ...plan.views.map(({ view }) => view)];
  tellOpened(context, opened);
  const options = { asOf: question.asOf ?? context.now(), tolerance, sample };
  const found = labels
    ? { ...(await compare({ engine, store: null, offline }, plan, options, run)), states: [] }
    : await online.use('read', async (store) => ({
        ...(await compare({ engine, store, offline }, plan, options, run)),
        states: await store.views(plan.project),
      }));
  try {
    await verifyOpened(context, opened);
    return { ...found, log: labels, opened };
  } catch (error) {
    await found.pairs.scratch.drop();
    throw error;
  }
}

/** How much of each view was compared. */
export async function viewsCompared(
  { engine }: AskContext,
  { pairs, states }: SkewFound,
  run: Run,
): Promise<SkewView[]> {
  const counts = pairs.views.map(
    ({ table }, i): Sql =>
      sql`SELECT ${i} AS place, count(off_o)::DOUBLE AS offline, count_if(on_here)::DOUBLE AS online FROM ${table}`,
  );
  const counted = await engine.rows<{ offline: number; online: number }>(
    sql`${join(counts, ' UNION ALL ')} ORDER BY place`,
    run,
  );
  return pairs.views.map(({ planned: { view } }, i) => {
    const { offline, online } = counted[i]!;
    return {
      view: view.name,
      offline,
      online,
      lastRun: states.find((one) => one.view === view.name)?.lastRun?.end ?? null,
    };
  });
}
