import type { Engine } from '../../core/engine/engine.ts';
import { duckdbOffline } from '../../core/join/duckdb-offline.ts';
import type { OfflineEngine } from '../../core/join/offline-engine.ts';
import { windowFacts } from '../../core/join/window-facts.ts';
import { areWindows } from '../../core/join/planned-kinds.ts';
import { windowsSql } from '../../core/join/windows.ts';

/** DuckDB, with running totals wherever they serve, however few events there are. */
export function runningOffline(engine: Engine): OfflineEngine {
  return {
    ...duckdbOffline(engine),
    async picks({ plan, planned, labels, wanted }, _, run) {
      if (!areWindows(planned)) throw new Error('not windows');
      const facts = await windowFacts(engine, planned, labels.rows, run);
      return windowsSql(plan, planned, labels.table, { ...facts, pairs: () => Infinity }, wanted);
    },
  };
}
