import { isOfRows, isOnDemand } from '../join/planned-kinds.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { Joined } from '../join/join.ts';
import { onDemandSql } from '../join/on-demand.ts';
import { allViews, type NaiveStrategy } from '../join/request.ts';
import { ident, type Sql } from '../sql/sql.ts';
import { pairsSql } from './pairs-sql.ts';

/**
 * Both training sets side by side, one row per label row, in label order. Columns are numbered, so
 * that no name of the user's can meet one of ours:
 *
 * - the spine's `label_row`, `label_time`, `k0`.. and `l0`..
 * - per view: `t0` the naive pick's event timestamp, `future0` BIGINT microseconds of the naive pick
 *   past the label (null where it is not from the future), `gap0` BIGINT its signed distance,
 *   `age0` BIGINT microseconds of the as-of pick before it, `status0`
 * - per feature, counted over all views: `n0` the naive value, `a0` the as-of value; and of a windowed aggregate, and
 *   of what is computed on demand, `reach0`, its own `future`: one may use what is from the future and another not
 *
 * Views on demand are counted behind the others; theirs are the furthest of what they read, `age` is of the oldest.
 */
export interface Pairs {
  joined: Joined;
  naive: NaiveStrategy;
  table: Sql;
  features: PairedFeature[];
  scratch: Scratch;
}

export interface PairedFeature {
  /** Index of the view in the plan. */
  view: number;
  viewName: string;
  name: string;
  type: string;
  /** `n3` and `a3`. */
  naive: Sql;
  asof: Sql;
  /** Microseconds of what the naive join took past the label, null where that is not from the future: `future0`, of the view; of a windowed aggregate its own, `reach3`. */
  future: Sql;
  /** It leaks when what it reads does, whatever it makes of that. */
  isOnDemand: boolean;
}

/** Runs the naive joins beside a point-in-time join. The table lives until `scratch.drop()`. */
export async function pairUp(engine: Engine, joined: Joined, naive: NaiveStrategy, run: Run = {}): Promise<Pairs> {
  const { plan, labels, views, offline } = joined;
  const passing = new Scratch(engine);
  const scratch = new Scratch(engine);
  try {
    const picks: Sql[] = [];
    const steps = views.length + 1;
    for (const { planned } of views) {
      const done = picks.length;
      const joining = stepOf(run, 'joining', `${planned.view.name} on ${naive}`, done / steps, (done + 1) / steps);
      const query = await offline.picks({ plan, planned, labels, how: naive, wanted: 'times' }, passing, joining);
      picks.push(await passing.table('naive', query, joining));
    }
    const comparing = stepOf(run, 'comparing', 'both joins', views.length / steps, 1);
    for (const planned of plan.onDemand)
      picks.push(await passing.table('naive', onDemandSql(plan, planned, joined.spine, picks, 'naive'), comparing));
    const table = await scratch.table('pairs', pairsSql(joined, picks), comparing);
    return { joined, naive, table, features: pairedFeatures(joined), scratch };
  } catch (error) {
    await scratch.drop();
    throw error;
  } finally {
    await passing.drop();
  }
}

export function pairedFeatures({ plan }: Pick<Joined, 'plan'>): PairedFeature[] {
  const all = allViews(plan).flatMap((planned, view) =>
    planned.features.map((feature) => ({ planned, view, feature })),
  );
  const shown = all.filter(({ feature }) => feature.output !== null);
  return shown.map(({ planned, view, feature }, i) => {
    const hasReach = !isOfRows(planned);
    return {
      view,
      viewName: planned.view.name,
      name: feature.name,
      type: feature.type,
      naive: ident(`n${i}`),
      asof: ident(`a${i}`),
      future: ident(hasReach ? `reach${i}` : `future${view}`),
      isOnDemand: isOnDemand(planned),
    };
  });
}
