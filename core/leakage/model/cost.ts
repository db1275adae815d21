import type { AreaInterval } from './roc.ts';
import type { Split } from './split.ts';

export interface NamedFeature {
  view: string;
  feature: string;
}

/** What a leak costs a whole model of all features. Areas are under the ROC curve, over the rows that are tested. */
export interface ModelCost {
  split: Split;
  /** Label rows that were used, and those with a target and a time that there are. */
  rows: number;
  of: number;
  train: PartOfRows;
  test: PartOfRows;
  features: number;
  /** Features that are not in the model, and why. */
  left_out: (NamedFeature & { why: string })[];
  /** Trained and tested on the naive join. */
  promised: AreaInterval;
  /** Trained on the naive join, tested on what production would see: the as-of join. */
  delivered: AreaInterval;
  /** Trained and tested on the as-of join. */
  honest: AreaInterval;
  /** Features that change, as of from here on, one after the other; `and` more with the last one. */
  repairs: (NamedFeature & { and: number; promised: number; delivered: number })[];
}

export interface PartOfRows {
  rows: number;
  /** The share of them in which a feature of the model leaks. */
  leak_rate: number;
}

/** What was measured, or why nothing could be. */
export type ModelCostFound = { cost: ModelCost } | { why: string };
