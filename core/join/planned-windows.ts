import type { WindowFeature } from '../view/windows/events.ts';
import type { ColumnFacts } from '../view/windows/total.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import type { PlannedFeature, PlannedView } from './request.ts';

/** What is found out about the events before they are joined. */
export interface WindowFacts {
  /** Of what each feature observes. */
  columns: readonly ColumnFacts[];
  /** How many pairs of a label row and an event in its window there are, about. */
  pairs: (window: bigint | null) => number;
}

/** Features of a view of windowed aggregates. */
export interface PlannedWindows extends PlannedView {
  features: (PlannedFeature & WindowFeature)[];
}

export function areWindows(planned: PlannedView): planned is PlannedWindows {
  return computesWindows(planned.view);
}
