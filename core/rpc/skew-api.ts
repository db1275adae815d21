import type { SkewView } from '../ask/skew.ts';
import type { SkewQuestion } from '../question/skew.ts';
import type { SkewPicture } from '../skew/picture/picture.ts';
import type { PairClass, SkewReport } from '../skew/report.ts';
import type { SkewEntity } from '../skew/rows/entity.ts';

export type { SkewView } from '../ask/skew.ts';
export type { SkewEntity, SkewEntityFeature } from '../skew/rows/entity.ts';

/** The part of the contract that asks why serving differs from training; spec section 5. */
export interface SkewApi {
  skew(input: { workspace: string } & SkewQuestion): SkewAnswer;
  /** One feature in charts. */
  skewPicture(input: SkewFeatureRef): SkewPicture;
  /** Puts the pairs of one feature in an order; `skewPage` then reads from it. */
  arrangePairs(input: SkewFeatureRef & { filter: PairFilter; sort: PairSort }): ArrangedPairs;
  /**
   * Rows of an arrangement as one Arrow IPC stream: `n` BIGINT, the pair's number in its view; `entity`; `at`, the moment of
   * serving; `class`; `offline` and `online`; `difference`, online minus offline (of instants BIGINT
   * microseconds; not there where the values have no size); `offline_time` and `online_time`.
   */
  skewPage(input: { arrangement: string; from: number; count: number }): Uint8Array;
  /** One entity side by side: a pair of a view, feature by feature. */
  skewEntity(input: { result: string; view: string; n: number }): SkewEntity;
}

export interface SkewFeatureRef {
  result: string;
  view: string;
  feature: string;
}

export interface ArrangedPairs {
  arrangement: string;
  rows: number;
  /** The number of the pair that comes first; null without rows. */
  first: number | null;
}

export interface SkewAnswer {
  result: string;
  report: SkewReport;
  /** The tolerance that was used. */
  tolerance: number;
  views: SkewView[];
  seconds: number;
}

/** `differs`: neither equal nor close. */
export type PairFilter = PairClass | 'differs' | 'all';
/** In the entities' (the log's) order, or the greatest difference first, or by a column of the page. */
export type PairSort =
  { by: 'order' } | { by: 'difference' } | { by: 'column'; column: PairColumn; descending: boolean };
export const pairColumns = [
  'entity',
  'at',
  'class',
  'offline',
  'online',
  'difference',
  'offline_time',
  'online_time',
] as const;
export type PairColumn = (typeof pairColumns)[number];
