/** Spec section 6, `duplicates --json`; the moment as ISO text, features as `view:feature`. */
export interface DuplicatesReport {
  as_of: string;
  /** Pairs of features that say the same; null where no two could be compared. */
  duplicates: number | null;
  /** Features that were compared. */
  features: number;
  groups: ComparedEntities[];
  /** Features that were not compared, and why. */
  skipped: SkippedFeature[];
  /** Pairs that agree, but over so few values that chance might have done it. */
  unproven: number;
  /** The plainest relation first, of these what most rows tell. */
  pairs: DuplicatePair[];
}

/** Views of the same join keys, whose features are compared with each other. */
export interface ComparedEntities {
  join_keys: string[];
  views: string[];
  features: number;
  /** Entities whose values were compared, and all that some view has a row of by then. */
  entities: number;
  of: number;
}

export interface SkippedFeature {
  feature: string;
  why: 'no value' | 'one value' | 'computed on demand';
}

/**
 * `equal`: the same values. `scaled`: one is the other times a factor, plus a shift. `ranks`: both put entities into one
 * order, or into the reverse. `nearly`: most values are equal, or lie on one line.
 */
export type DuplicateRelation = (typeof duplicateRelations)[number];
export const duplicateRelations = ['equal', 'scaled', 'ranks', 'nearly'] as const;

export interface DuplicatePair {
  a: string;
  b: string;
  relation: DuplicateRelation;
  /** Entities with a value of both, and those of them whose values agree. */
  compared: number;
  agree: number;
  /** What b is of a, in words. */
  detail: string;
  /** Where they do not agree, some. */
  examples: { entity: string; a: string; b: string }[];
  /** Which of the two to keep, and what speaks for it. */
  keep: 'a' | 'b';
  why: string;
  /** What decides that, of a and of b. */
  sides: Record<'a' | 'b', FeatureStanding>;
}

export interface FeatureStanding {
  /** The share of the entities compared that have a value. */
  coverage: number;
  /** Median age of its rows at the moment; null where it cannot be told. */
  age_seconds: number | null;
  /** Feature services, and features on demand, that read it. */
  users: string[];
}
