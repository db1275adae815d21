import type { DiffReport } from './report.ts';

/** Two versions that say the same in other words, and nothing that could not be compared. */
export function isEmptyDiff({ changed, store, materialize, broken, notes }: DiffReport): boolean {
  return changed + store.length + materialize.length + broken + notes.length === 0;
}
