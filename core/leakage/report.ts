import type { NotComputed } from '../join/not-computed.ts';
import type { NaiveStrategy, ViewCoverage } from '../join/request.ts';
import type { ModelCostFound } from './model/cost.ts';
import type { Boundary } from '../view/moment.ts';

/** Spec section 6, `leakage --json`. */
export interface LeakageReport {
  rows: number;
  leaked_rows: number;
  /** Null where nothing leaked but something could not be looked at: there are no rows, none has an entity in some view, or no feature has a value. */
  leak_rate: number | null;
  naive: NaiveStrategy;
  boundary: Boundary;
  target: string | null;
  views: ViewCoverage[];
  features: FeatureLeak[];
  /** As of each label's time; absent where all could be. */
  not_computed?: NotComputed[];
  /** Where it was asked for. */
  model?: ModelCostFound;
}

export interface FeatureLeak {
  view: string;
  feature: string;
  leaked_rows: number;
  /** Null where no label row has an entity in the view, or none a value. */
  leak_rate: number | null;
  /** Rows whose value differs between the two joins. */
  changed_rows: number;
  naive_nulls: number;
  asof_nulls: number;
  /** Null where nothing leaked; infinite (null in JSON) where a value's time is. */
  peek_seconds: { p50: number; p90: number; max: number } | null;
  /** Null without a binary target, or where the feature has no order. */
  auc: FeatureAuc | null;
  /** Why the feature, as of each label's time, is too good to be true; null where it is not. */
  suspicious: string | null;
}

export interface FeatureAuc extends Areas {
  /** The same over the rows that have both values and a target: what can be compared. */
  common: Areas & { rows: number };
}

interface Areas {
  /** Null where a class is missing. */
  naive: number | null;
  asof: number | null;
  inflation: number | null;
}

/** By how much a naive join flatters a feature: how much further from one half its AUC lies, over the same rows. Null where there is none. */
export function gain({ auc }: Pick<FeatureLeak, 'auc'>): number | null {
  const { naive, asof } = auc?.common ?? { naive: null, asof: null };
  return naive === null || asof === null ? null : Math.abs(naive - 0.5) - Math.abs(asof - 0.5);
}

/** Below this a gain is not worth a word: it would read as 0.00. */
export const leastGain = 0.005;

/** Features by their gain, the most flattered first; then by how many rows leak. */
export function ranked<F extends Pick<FeatureLeak, 'auc' | 'leaked_rows'>>(features: readonly F[]): F[] {
  const weight = (feature: F): number => gain(feature) ?? -Infinity;
  return features.toSorted((x, y) => compare(weight(y), weight(x)) || y.leaked_rows - x.leaked_rows);
}

function compare(x: number, y: number): number {
  return x === y ? 0 : x - y;
}
