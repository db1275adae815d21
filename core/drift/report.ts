/** Spec section 6, `drift --json`. */
export interface DriftReport {
  reference: string;
  current: string;
  /** Features that moved; null where none could be judged. */
  drifted: number | null;
  features: FeatureDrift[];
  /** Columns of a side that are left out by a guess, a line each: nothing is said of them. */
  not_compared: string[];
  /** Rows over time, where both are stretches of one table's. */
  over_time: TableOverTime | null;
}

/** A table's rows over time, and which of them each side has; instants as ISO texts. */
export interface TableOverTime {
  /** In order; those without rows are left out. */
  stretches: TimeBin[];
  reference: Limits;
  current: Limits;
}

/** From `from` up to, and without, `to`. */
export interface TimeBin {
  from: string;
  to: string;
  rows: number;
}

/** Null is no limit. */
export interface Limits {
  from: string | null;
  to: string | null;
  /** Between them. */
  rows: number;
}

/** Of both sides. */
export interface BySide<T> {
  reference: T;
  current: T;
}

export type DriftMeasure = 'ks' | 'wasserstein' | 'psi' | 'js' | 'total_variation' | 'chi_square';

/** What two sides of a feature are beside each other. */
export interface ComparedSides {
  view: string;
  feature: string;
  /** Null where its values are compared in no way. */
  kind: 'number' | 'category' | null;
  rows: BySide<number>;
  null_rate: BySide<number | null> & { change: Measured | null };
  /** Of numbers, without those that are infinite or not a number. */
  mean?: BySide<number | null>;
  /** Those that fit its kind. */
  measures: Partial<Record<DriftMeasure, Measured>>;
  new_categories: string[];
  gone_categories: string[];
  /** Shares in the same bins, for a picture: of numbers between bounds, of categories the commonest. */
  bins: DriftBin[];
  /** Null where it cannot be told. */
  drifted: boolean | null;
  /** What moved, or why that cannot be told. */
  why: string;
  /** What says so: the measure that is largest beside what it takes. Null where it cannot be told. */
  decided_by: Deciding | null;
}

export interface FeatureDrift extends ComparedSides {
  /** In time's order, those without rows left out; null where rows have no time, and of all but those that moved most. */
  over_time: StretchDrift[] | null;
  /** Null where it did not move, and where the entities of a side are not known. */
  cause: DriftCause | null;
}

/** Whether the same entities have other values (`values`), or the rows are of other entities (`population`). */
export interface DriftCause {
  /** Null where it cannot be told. */
  cause: 'values' | 'population' | 'both' | null;
  why: string;
  /** In both sides. */
  entities: number;
  /** A distance that is half as large where half as many rows moved. */
  measure: 'KS' | 'total variation' | 'null rate';
  /** Of all rows. */
  all: Measured;
  /** Of the entities in both, each by its last row there; its floor takes them for independent, and is rather too high. */
  same: Measured | null;
}

/**
 * A stretch of time against the reference; where it is of the reference, against the rest of that. Of a hundred that did
 * not change chance alone takes one for drift.
 */
export interface StretchDrift extends TimeBin, Pick<ComparedSides, 'drifted' | 'why' | 'decided_by'> {}

/** A measure, and what chance alone reaches at most in 99 of 100 features that did not change. */
export interface Measured {
  value: number;
  floor: number;
  /** How often chance alone gives as much, were the rows independent; it decides nothing. */
  p?: number;
  /** From so many bins it is told, not from each value; absent where it is exact. */
  from_bins?: number;
}

/** A measure that decides, with the effect from which on it counts. */
export interface Deciding extends Measured {
  name: string;
  threshold: number;
}

/** Effect over what it takes: more than 1 is drift. */
export function strengthOf({ value, floor, threshold }: Deciding): number {
  return value / Math.max(floor, threshold);
}

export interface DriftBin extends BySide<number> {
  label: string;
}

/** From which effect on a change counts, however many rows say it. */
export interface DriftThresholds {
  psi: number;
  ks: number;
  nullRate: number;
}

/** What moved most comes first; what cannot be told, last. */
export function worstDriftFirst<T extends Pick<ComparedSides, 'decided_by'>>(features: readonly T[]): T[] {
  const strength = ({ decided_by: deciding }: T): number => (deciding ? strengthOf(deciding) : -1);
  return [...features].sort((a, b) => strength(b) - strength(a));
}
