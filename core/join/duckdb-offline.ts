import type { Engine } from '../engine/engine.ts';
import type { Sql } from '../sql/sql.ts';
import { amongSql } from '../view/among.ts';
import { winnersSql } from '../view/snapshot.ts';
import { asOfSql, naiveSql } from './as-of.ts';
import { windowFacts } from './windows/window-facts.ts';
import { areWindows } from './planned-kinds.ts';
import { definedFor, naiveWindowsSql, windowsSql } from './windows/windows.ts';
import { isByPlace, picksByPlace } from './by-place.ts';
import { joinFacts } from './facts.ts';
import type { OfflineEngine } from './offline-engine.ts';
import type { JoinPlan, PlannedView } from './request.ts';

/** Each answer is one statement over the view's own files, but where a view has many features: their rows' places are found first. */
export function duckdbOffline(engine: Engine): OfflineEngine {
  return {
    async picks(asked, into, run) {
      const { labels, how, wanted } = asked;
      if (areWindows(asked.planned)) {
        const facts = await windowFacts(engine, asked.planned, labels.rows, run);
        if (how === 'as-of') return windowsSql(asked.plan, asked.planned, labels.table, facts, wanted);
        return naiveWindowsSql(asked.plan, asked.planned, labels.table, facts, definedFor(how, asked.planned));
      }
      const facts = await joinFacts(engine, asked.plan, asked.planned.view, labels, run);
      const pick = (plan: JoinPlan, planned: PlannedView): Sql =>
        how === 'as-of'
          ? asOfSql(plan, planned, labels.table, facts, wanted)
          : naiveSql(plan, planned, labels.table, facts, how);
      return isByPlace(asked.planned) ? picksByPlace(asked, into, run, pick) : pick(asked.plan, asked.planned);
    },
    snapshot: (view, among) => Promise.resolve(winnersSql(view, amongSql(view, among))),
  };
}
