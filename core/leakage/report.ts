import type { Boundary, NaiveStrategy } from '../join/request.ts';

/** Spec section 6, `leakage --json`. */
export interface LeakageReport {
  rows: number;
  leaked_rows: number;
  leak_rate: number;
  naive: NaiveStrategy;
  boundary: Boundary;
  target: string | null;
  features: FeatureLeak[];
}

export interface FeatureLeak {
  view: string;
  feature: string;
  leaked_rows: number;
  leak_rate: number;
  /** Rows whose value differs between the two joins. */
  changed_rows: number;
  naive_nulls: number;
  asof_nulls: number;
  /** Null where nothing leaked. */
  peek_seconds: { p50: number; p90: number; max: number } | null;
  /** Null without a binary target, or where the feature has no order. */
  auc: { naive: number | null; asof: number | null; inflation: number | null } | null;
}
