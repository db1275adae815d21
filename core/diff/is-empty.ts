import type { DiffReport } from './report.ts';

/** Two versions that say the same in other words, as far as they can be compared: what cannot be, reading them tells. */
export function isEmptyDiff({ changed, store, materialize, broken }: DiffReport): boolean {
  return changed + store.length + materialize.length + broken === 0;
}
