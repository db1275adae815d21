/**
 * What a pair of values is, spec section 5. In this order, the first that holds: `missing_online` and
 * `missing_offline` (one side has no row that counts), `equal`, `close` (within the tolerance),
 * `stale` (the online row is older than the offline one), `ahead` (newer), `mismatch`.
 *
 * An online row that is past its TTL is not missing but `stale`, and one from after the moment where
 * offline has none yet is `ahead`. A record that was written before the view had the feature is `stale`
 * where the offline row is newer, else the feature is `missing_online`.
 *
 * Of a log's row without the time of what was served: all nulls is no row (unless the offline row is all
 * nulls too), one null among values is a null; and `stale` or `ahead` is only what its values prove, see
 * origin.ts.
 *
 * What is computed has a value of nothing too (an empty window counts 0), so against a log a value that equals it is
 * `equal`, and not `missing_offline`; and no row has it, so that it is never `stale` or `ahead`.
 */
export type PairClass = 'equal' | 'close' | 'stale' | 'ahead' | 'missing_online' | 'missing_offline' | 'mismatch';
export const pairClasses: readonly PairClass[] = [
  'equal',
  'close',
  'stale',
  'ahead',
  'missing_online',
  'missing_offline',
  'mismatch',
];

/** What a feature is, against a log, that no row of a source has. */
export type Computed = 'windows' | 'on_demand';

/** Spec section 6, `skew --json`. */
export interface SkewReport {
  /** `online`, or the served log's name. */
  against: string;
  /** ISO text in UTC; null against a log, each of whose rows has its own moment. */
  as_of: string | null;
  /** Entities that either side knows; against a log, its rows. */
  entities: number;
  /** Of them, those that no feature was compared for: no side has a row that counts, or a log's row has no key or time. */
  not_compared: number;
  /** Null where all were compared. */
  sample: SkewSample | null;
  features: FeatureSkew[];
}

/** Entities are taken by a hash of their names, so that every run takes the same. */
export interface SkewSample {
  asked: number;
  /** The share of all entities that was compared, 0 to 1. */
  share: number;
  /** False where the store had too many names to look through for those that are only online. */
  complete: boolean;
}

export interface FeatureSkew {
  view: string;
  feature: string;
  /** DuckDB's name of the offline type. */
  type: string;
  /** Where it is there, no cause is looked for but an input that differs. */
  computed?: Computed;
  /** Entities, or a log's rows, that there are: the pairs, and those where neither side has a row that counts. */
  entities: number;
  /** Rows that one side has at least; the classes add up to it. */
  pairs: number;
  equal: number;
  /** Of equal: null on both sides. */
  nulls: number;
  close: number;
  mismatch: number;
  missing_online: number;
  missing_offline: number;
  stale: number;
  ahead: number;
  /** equal + close, of pairs; null without pairs, and where all are null on both sides. */
  match_rate: number | null;
  /** The cause that explains most rows first. A row is claimed by one cause at most. */
  looks_like: SkewCause[];
  examples: SkewExample[];
}

export type CauseKind =
  | 'null_filled'
  | 'filled'
  | 'rounded'
  | 'truncated'
  | 'float32'
  | 'float16'
  | 'whole_seconds'
  | 'offset'
  | 'factor'
  | 'linear'
  | 'clipped'
  | 'logarithm'
  | 'standard_score'
  | 'columns'
  | 'swapped'
  | 'case'
  | 'whitespace'
  | 'zeros'
  | 'cut'
  | 'stale_row'
  | 'still'
  | 'ttl'
  | 'boundary'
  | 'run'
  | 'inputs';

export interface SkewCause {
  cause: CauseKind;
  /** Pairs that it explains, each of them exactly. */
  rows: number;
  /** In words: `null filled with 0`, `5 hours earlier`, `100 times as much`. */
  detail: string;
  example: SkewExample;
}

/** One pair, its values as text. */
export interface SkewExample {
  /** As `entityKey` names it: `customer_id=c1`. */
  entity: string;
  /** ISO text in UTC: the moment of serving. */
  at: string;
  class: PairClass;
  offline: string | null;
  online: string | null;
}
