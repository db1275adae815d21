import type { Joined } from '../join/join.ts';
import type { Pairs } from '../leakage/pairs.ts';
import type { LeakageReport } from '../leakage/report.ts';
import type { Sql } from '../sql/sql.ts';
import type { SkewPairs } from '../skew/pairs.ts';
import type { BoundLabels } from '../table/bound.ts';

/** What a held answer is about, for what is asked of it besides its rows. */
export type HeldAnswer = HeldRows | HeldSkew | HeldPlain;

/** Of which only its rows are asked, as SQL may read them; null where it has none. */
export interface HeldPlain {
  rows: Sql | null;
}

/** The label rows of a join; of a training set without pairs and report. */
export interface HeldRows {
  joined: Joined;
  pairs: Pairs | null;
  report: LeakageReport | null;
}

export interface HeldSkew {
  /** Of the open workspace. */
  workspace: string;
  compared: SkewPairs;
  /** Null against the online store. */
  log: BoundLabels | null;
}
