/** Spec section 6, `drift --json`. */
export interface DriftReport {
  reference: string;
  current: string;
  /** Features that moved; null where none could be judged. */
  drifted: number | null;
  features: FeatureDrift[];
}

/** Of both sides. */
export interface BySide<T> {
  reference: T;
  current: T;
}

export type DriftMeasure = 'ks' | 'wasserstein' | 'psi' | 'js' | 'total_variation' | 'chi_square';

export interface FeatureDrift {
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
  /** Effect over what it takes, of what is largest: more than 1 is drift. Null where it cannot be told. */
  strength: number | null;
}

/** A measure, and what chance alone reaches at most in 99 of 100 features that did not change. */
export interface Measured {
  value: number;
  floor: number;
  /** How often chance alone gives as much, were the rows independent; it decides nothing. */
  p?: number;
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
export function worstDriftFirst(features: readonly FeatureDrift[]): FeatureDrift[] {
  return [...features].sort((a, b) => (b.strength ?? -1) - (a.strength ?? -1));
}
