import type { Engine } from '../../core/engine/engine.ts';
import { duckdbOffline } from '../../core/join/duckdb-offline.ts';
import type { OfflineEngine } from '../../core/join/offline-engine.ts';
import { windowFacts } from '../../core/join/windows/window-facts.ts';
import { areWindows } from '../../core/join/planned-kinds.ts';
import { definedFor, naiveWindowsSql, windowsSql } from '../../core/join/windows/windows.ts';

/** DuckDB, with running totals and frames wherever they serve, however few events there are. */
export function runningOffline(engine: Engine): OfflineEngine {
  return {
    ...duckdbOffline(engine),
    async picks({ plan, planned, labels, how, wanted }, _, run) {
      if (!areWindows(planned)) throw new Error('not windows');
      const facts = { ...(await windowFacts(engine, planned, labels.rows, run)), pairs: () => Infinity };
      if (how === 'as-of') return windowsSql(plan, planned, labels.table, facts, wanted);
      return naiveWindowsSql(plan, planned, labels.table, facts, definedFor(how, planned));
    },
  };
}
