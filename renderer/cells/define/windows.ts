import type { Aggregation } from '../../../core/model/views/aggregations.ts';
import { formatDuration } from '../../../core/time/duration.ts';
import { saySpan } from '../../../core/time/span.ts';

const hour = 3_600_000_000n;

/** What a slider can set a window to; the last is all that ever was. */
export const windowSteps: readonly Aggregation['window'][] = [
  ...[1n, 3n, 6n, 12n].map((hours) => hours * hour),
  ...[1n, 3n, 7n, 14n, 30n, 90n, 365n].map((days) => days * 24n * hour),
  null,
];

/** The step that a window is, or the next that is as wide. */
export function stepOfWindow(window: Aggregation['window']): number {
  const last = windowSteps.length - 1;
  const found = window === null ? last : windowSteps.findIndex((step) => step !== null && step >= window);
  return found < 0 ? last : found;
}

/** As `asof.yaml` has it: `30d`. */
export function windowText(window: Aggregation['window']): string {
  return window === null ? 'lifetime' : formatDuration(window);
}

export function sayWindow(window: Aggregation['window']): string {
  return window === null ? 'lifetime' : saySpan(window);
}

/** With another window; a name that ends with the old one's ends with the new one's. */
export function withWindow(aggregation: Aggregation, window: Aggregation['window']): Aggregation {
  const { name } = aggregation;
  const old = `_${windowText(aggregation.window)}`;
  const renamed = name.endsWith(old) ? `${name.slice(0, -old.length)}_${windowText(window)}` : name;
  return { ...aggregation, name: renamed, window };
}
