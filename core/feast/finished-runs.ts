import type { FinishedRun } from '../online/online-store.ts';
import type { Registry } from './registry.ts';

/**
 * Of each view of a project the last of its materializations that the registry remembers. It does not say when that
 * finished, nor what it read and wrote: `finished` is when the view was last changed in the registry, at the latest.
 */
export function finishedRuns(registry: Registry, project: string): Map<string, FinishedRun> {
  const runs = new Map<string, FinishedRun>();
  for (const { spec, meta } of [...registry.featureViews, ...registry.streamFeatureViews]) {
    if (spec.project !== project) continue;
    for (const { startTime: start, endTime: end } of meta.materializationIntervals) {
      const known = runs.get(spec.name);
      if (end === null || (known && known.end >= end)) continue;
      runs.set(spec.name, {
        ...{ start, end, finished: meta.lastUpdatedTimestamp ?? end },
        ...{ createdSeen: null, knownSeen: null, unread: null, rowsBefore: null },
        ...{ rowsRead: 0, entities: 0, written: 0, keptNewer: 0 },
      });
    }
  }
  return runs;
}
