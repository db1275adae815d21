import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import type { SkewRequest, SkewView } from '../rpc/skew-api.ts';
import type { SkewPairs } from '../skew/pairs.ts';
import { planSkew, type SkewPlan } from '../skew/plan.ts';
import type { SkewReport } from '../skew/report.ts';
import { skew } from '../skew/skew.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import type { BoundLabels } from '../table/bound.ts';
import { projectOf, type OpenStores } from './open-stores.ts';
import type { OpenWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

export interface Compared {
  report: SkewReport;
  pairs: SkewPairs;
  log: BoundLabels | null;
  views: SkewView[];
}

/** Compares what a request asks for. On failure nothing is held. */
export async function compareSkew(
  { engine, tables }: Pick<WorkbenchParts, 'engine' | 'tables'>,
  stores: OpenStores,
  open: OpenWorkspace,
  request: SkewRequest,
  run: Run,
): Promise<Compared> {
  const { log, asOf, tolerance, sample } = request;
  const plan = await planSkew(open.workspace, request, stepOf(run, 'opening the tables', 0, 0));
  const options = { asOf: asOf ?? open.now(), tolerance, sample };
  const { report, pairs } =
    log === null
      ? await stores.use(open, 'read', (store) => skew({ engine, store }, plan, options, run))
      : await skew({ engine, store: null }, plan, options, run);
  try {
    for (const { relation } of read(plan)) await tables.verify(relation);
    const lastRuns = log === null ? await lastRunsOf(stores, open) : new Map<string, bigint>();
    const views = await countSides(engine, pairs, lastRuns, run);
    return { report, pairs, log: plan.log?.labels ?? null, views };
  } catch (error) {
    await pairs.scratch.drop();
    throw error;
  }
}

function read({ views, log }: SkewPlan) {
  return [...views.map(({ view }) => view), ...(log ? [log.labels] : [])];
}

/** What each view's last run into the store was as of. */
async function lastRunsOf(stores: OpenStores, open: OpenWorkspace): Promise<Map<string, bigint>> {
  const states = await stores.use(open, 'read', (store) => store.views(projectOf(open)));
  return new Map(states.flatMap(({ view, lastRun }) => (lastRun ? [[view, lastRun.end] as const] : [])));
}

async function countSides(
  engine: WorkbenchParts['engine'],
  pairs: SkewPairs,
  lastRuns: ReadonlyMap<string, bigint>,
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
  return pairs.views.map(({ planned }, i) => {
    const { name } = planned.view;
    return {
      view: name,
      offline: counted[i]!.offline,
      online: counted[i]!.online,
      lastRun: lastRuns.get(name) ?? null,
    };
  });
}
