import type { BoundFeature, BoundLabels, BoundView } from '../table/bound.ts';
import type { Boundary } from '../view/moment.ts';
import type { Unmatched } from './unmatched.ts';

/** Spec section 3.1. */
export type NaiveStrategy = 'latest' | 'nearest' | 'same-day' | 'event-time';
export const naiveStrategies: readonly NaiveStrategy[] = ['latest', 'nearest', 'same-day', 'event-time'];

export interface JoinOptions {
  boundary: Boundary;
  /** False ignores every view's TTL. */
  ttl: boolean;
  /** Output columns are called `feature`, not `view__feature`. */
  shortNames: boolean;
  /** Adds `view__event_timestamp`, the time of the row that was used. */
  withTimestamps: boolean;
  /** Puts a feature's default where its value is null for want of a row. */
  defaults: boolean;
  /** Compares join keys as text. */
  castKeys: boolean;
  /** Microseconds: what happened or became known less than this before a label does not count. */
  embargo: bigint;
}

export const defaultJoinOptions: JoinOptions = {
  boundary: 'inclusive',
  ttl: true,
  shortNames: false,
  withTimestamps: false,
  defaults: false,
  castKeys: false,
  embargo: 0n,
};

/** What a join is for: a training set needs the picks' values, all else also when they happened and became known. */
export type Wanted = 'values' | 'times';

/** What is joined, all names resolved: a label table and, per view, the features that are asked for, in the order asked. */
export interface JoinPlan {
  labels: BoundLabels;
  views: PlannedView[];
  options: JoinOptions;
}

export interface PlannedView {
  /**
   * Under the name that it is joined as, and with keys named by the columns of the labels that hold them: a view
   * may be joined several times, each time on other columns.
   */
  view: BoundView;
  features: PlannedFeature[];
}

export interface PlannedFeature extends BoundFeature {
  /** The output column's name. */
  output: string;
}

/** Spec sections 3.2 and 6: how the label rows fared in one view. The last four add up to the label rows. */
export interface ViewCoverage {
  view: string;
  /** Label rows with a time whose entity has a row with one at all, whenever; and, where that counts, one that was ever known. */
  found: number;
  matched: number;
  expired: number;
  unknown_yet: number;
  no_history: number;
  /** Where few are found. */
  unmatched?: Unmatched;
  /** Where few are found, because few have a time: which of them. */
  untimed?: string;
  /** What is odd about the view's times, or the labels'. */
  odd?: string;
}
