import type { Engine, Run } from '../engine/engine.ts';
import { toWire } from '../errors/asof-error.ts';
import { materializeView } from '../materialize/materialize.ts';
import type { ViewReceipt } from '../materialize/receipt.ts';
import type { OnlineStore } from '../online/online-store.ts';
import { materializePlan, type MaterializePlanQuestion } from '../question/materialize.ts';
import { meant } from '../question/question.ts';
import { sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { AskContext } from './context.ts';
import { materializeOptions, requireWritable } from './materialize.ts';
import { onlineViewsOf } from './online-views.ts';

export interface MaterializePlan {
  end: bigint;
  views: PlannedRun[];
}

export interface PlannedRun {
  view: string;
  /** What would be; null where that is a problem. */
  would: ViewReceipt | null;
  problem: { title: string; hint: string } | null;
  /** The newest event time in the source; null where it has no rows. */
  newest: bigint | null;
  ttl: bigint | null;
}

/** What a run of these views, or of every one that is online, would write. A view that cannot be read says so; the others are planned. */
export async function planRuns(
  context: AskContext,
  asked: MaterializePlanQuestion,
  run: Run,
): Promise<MaterializePlan> {
  const { engine, workspace, offline, online } = context;
  const { tables } = workspace;
  requireWritable(workspace);
  const { views: named, start, end: until, overwrite } = meant(materializePlan, asked);
  const end = until ?? context.now();
  const options = materializeOptions(context, { start, end, overwrite });
  const names = named.length > 0 ? onlineViewsOf(workspace, named).map(({ name }) => name) : workspace.onlineViews;
  const planOne = async (store: OnlineStore, name: string): Promise<PlannedRun> => {
    const planned: PlannedRun = { view: name, would: null, problem: null, newest: null, ttl: null };
    try {
      const view = await workspace.view(name, null, run);
      planned.ttl = view.ttl;
      planned.newest = await newestOf(engine, view, run);
      planned.would = await materializeView({ engine, tables, store, offline }, view, options, run);
    } catch (error) {
      const { kind, title, hint } = toWire(error);
      // Of the store and the disk, not of the view.
      if (kind === 'environment' || kind === 'cancelled') throw error;
      planned.problem = { title, hint };
    }
    return planned;
  };
  return online.use('read', async (store) => {
    const views: PlannedRun[] = [];
    for (const name of names) views.push(await planOne(store, name));
    return { end, views };
  });
}

async function newestOf(engine: Engine, { relation, timestamp }: BoundView, run: Run): Promise<bigint | null> {
  const at = timestamp.at;
  const [found] = await engine.rows<{ newest: bigint | null }>(
    sql`SELECT epoch_us(max(${at})) AS newest FROM ${relation.from} WHERE NOT isinf(${at})`,
    run,
  );
  return found!.newest;
}
