import type { OutputOptions, PickOptions } from '../question/joined.ts';
import { leakage } from '../question/leakage.ts';
import { meant, type Meant } from '../question/question.ts';
import { trainingSet } from '../question/training-set.ts';
import type { BoundFeature, BoundLabels, BoundView } from '../table/bound.ts';
import type { Sql } from '../sql/sql.ts';
import type { BoundComputed } from '../view/on-demand/computed.ts';
import type { Unmatched } from './unmatched.ts';

export type JoinOptions = PickOptions & OutputOptions;
/** Spec section 3.1. */
export type NaiveStrategy = Meant<typeof leakage>['naive'];
export const naiveStrategies: readonly NaiveStrategy[] = leakage.naive.choices;
export const defaultJoinOptions: JoinOptions = meant(trainingSet.options.group, {});

/** What a join is for: a training set needs the picks' values, all else also when they happened and became known. */
export type Wanted = 'values' | 'times';

/** What is joined, all names resolved: a label table and, per view, the features that are asked for, in the order asked. */
export interface JoinPlan {
  labels: BoundLabels;
  views: PlannedView[];
  /** What is computed from the picks of these, each behind what it reads. */
  onDemand: PlannedOnDemand[];
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
  /** The output column's name; null where it is only read by what is computed. */
  output: string | null;
}

/** A view whose features are computed from those of others and from the label row. */
export interface PlannedOnDemand {
  view: { name: string };
  features: PlannedComputed[];
  /** What is read of other views' picks: `i0`, `i1`, .. */
  inputs: PlannedInput[];
  /** And behind these, of the label row: expressions over the spine `s`. */
  request: Sql[];
}

export interface PlannedComputed extends BoundComputed {
  output: string | null;
  /** Places of the inputs that its expression reads. */
  reads: number[];
}

export interface PlannedInput {
  /** The place of the view among the plan's views, or behind all of these among those on demand. */
  view: number;
  feature: { name: string };
}

/** All that has picks, in the order of `PlannedInput.view`. */
export function allViews({ views, onDemand }: Pick<JoinPlan, 'views' | 'onDemand'>): (PlannedView | PlannedOnDemand)[] {
  return [...views, ...onDemand];
}

/** The columns of a training set that a view gives: without what is only read. */
export function outputsOf({ features }: PlannedView | PlannedOnDemand): { name: string; output: string }[] {
  return features.flatMap(({ name, output }) => (output === null ? [] : [{ name, output }]));
}

/** Spec sections 3.2 and 6: how the label rows fared in one view. The last four add up to the label rows. */
export interface ViewCoverage {
  view: string;
  /** Label rows with a time whose entity has a row with one at all, whenever; and, where that counts, one that was ever known. In a receipt at least so many. */
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
