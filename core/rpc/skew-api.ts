import type { SkewView } from '../ask/skew.ts';
import type { SkewQuestion } from '../question/skew.ts';
import type { SkewPicture } from '../skew/picture/picture.ts';
import type { Answered, Owned } from '../results/results.ts';
import type { SkewReport } from '../skew/report.ts';
import type { SkewEntity } from '../skew/rows/entity.ts';

export type { SkewView } from '../ask/skew.ts';
export type { PairColumn, PairFilter, PairSort } from '../skew/rows/table.ts';
export type { SkewEntity, SkewEntityFeature } from '../skew/rows/entity.ts';

/** The part of the contract that asks why serving differs from training; spec section 5. */
export interface SkewApi {
  skew(input: { workspace: string } & Owned & SkewQuestion): SkewAnswer;
  /** One feature in charts. */
  skewPicture(input: SkewFeatureRef): SkewPicture;
  /** One entity side by side: a pair of a view, feature by feature. */
  skewEntity(input: { result: string; view: string; n: number }): SkewEntity;
}

export interface SkewFeatureRef {
  result: string;
  view: string;
  feature: string;
}

export interface SkewAnswer extends Answered {
  report: SkewReport;
  /** The tolerance that was used. */
  tolerance: number;
  views: SkewView[];
  seconds: number;
}
