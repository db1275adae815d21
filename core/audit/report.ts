import type { ViewCoverage } from '../join/request.ts';
import type { FeatureLeak } from '../leakage/report.ts';
import type { Computed, SkewCause } from '../skew/report.ts';

/**
 * Where a value of a training set can have come from. `known`: it is what the as-of join gives, or close to it. Of the
 * others, which rows of the entity have it: `future`, only rows that could not count yet at the label's time; `stale`,
 * only rows that could and did not win; `either`, some of both; `unknown`, none.
 *
 * No row has what is computed. A value of windows is `future` where a naive join gives it, which counts events that could
 * not count yet; every other one, and all that is computed on demand, is `unknown`: it was not looked for further.
 */
export type Origin = 'known' | 'future' | 'stale' | 'either' | 'unknown' | 'null';
export const originKinds: readonly Origin[] = ['known', 'future', 'stale', 'either', 'unknown', 'null'];

/** Spec section 6, `audit --json`. */
export interface AuditReport {
  set: string;
  labels: string;
  rows: number;
  /**
   * Rows that have a value which only the future has. Null where there is none and not all was measured: a feature
   * has values, and none of them is in any row of its source, or some are unknown and it is computed; or no feature has
   * a value.
   */
  future_rows: number | null;
  /** Columns of the set that hold nothing that was asked about, nor a part of the label table. */
  not_audited: string[];
  views: ViewCoverage[];
  features: FeatureAudit[];
}

/** The six origins add up to the rows. */
export interface FeatureAudit extends Record<Origin, number> {
  column: string;
  view: string;
  feature: string;
  /** Where it is there, no row has its values. */
  computed?: Computed;
  /** Of its values, those that are known; null where none is in any row of its source, and where it has none. */
  known_rate: number | null;
  /** How far values that only the future has reach into it; of each, by the nearest row that has it. */
  peek_seconds: FeatureLeak['peek_seconds'];
  /** What unknown values look like. */
  looks_like: SkewCause[];
  /** Worst first. */
  examples: AuditExample[];
}

/** One value, as text. */
export interface AuditExample {
  /** The label row's number, from 0. */
  row: number;
  /** As `entityKey` names it; null where a key is. */
  entity: string | null;
  /** ISO text in UTC: the label's time; null where there is none. */
  at: string | null;
  origin: Origin;
  value: string;
  /** What the as-of join gives. */
  as_of: string | null;
  /** Of one that only the future has. */
  peek_seconds: number | null;
}
