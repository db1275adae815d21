import type { WindowFeature } from '../view/windows/events.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import type { PlannedFeature, PlannedOnDemand, PlannedView } from './request.ts';

/** Features of a view of windowed aggregates. */
export interface PlannedWindows extends PlannedView {
  features: (PlannedFeature & WindowFeature)[];
}

export function areWindows(planned: PlannedView): planned is PlannedWindows {
  return computesWindows(planned.view);
}

export function isOnDemand(planned: PlannedView | PlannedOnDemand): planned is PlannedOnDemand {
  return 'inputs' in planned;
}

/** Whether the values of a view are those of its source's rows, not computed. */
export function isOfRows(planned: PlannedView | PlannedOnDemand): planned is PlannedView {
  return !isOnDemand(planned) && !areWindows(planned);
}
