import type { Joined } from '../join/join.ts';
import type { Pairs } from '../leakage/pairs.ts';
import type { SqlRows } from '../notebook/sql/sandbox.ts';
import type { SkewPairs } from '../skew/pairs.ts';
import type { BoundLabels } from '../table/bound.ts';

/** What a held answer is about, for what is asked of it besides its rows. */
export type HeldAnswer = HeldRows | HeldSkew | HeldSql;

export interface HeldSql {
  selected: SqlRows;
}

/** The label rows of a join; of a training set without pairs. */
export interface HeldRows {
  joined: Joined;
  pairs: Pairs | null;
}

export interface HeldSkew {
  /** Of the open workspace. */
  workspace: string;
  compared: SkewPairs;
  /** Null against the online store. */
  log: BoundLabels | null;
}
