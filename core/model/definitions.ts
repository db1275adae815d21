/** What a workspace defines; spec section 2. Durations are microseconds. */
export interface Definitions {
  project: string;
  entities: Entity[];
  sources: Source[];
  featureViews: FeatureView[];
  featureServices: FeatureService[];
  labels: LabelTable[];
  /** Absent: the embedded one. */
  onlineStore?: OnlineStoreDefinition;
}

export interface OnlineStoreDefinition {
  type: 'embedded' | 'redis';
  /** As written: environment variables are put in where it is used, for they may hold a secret. */
  url?: string;
  /** What it is for: `staging`, `production`; a name of the user's. */
  environment?: string;
  /** Of Redis' records: packed bytes, or hashes that other programs can read. */
  layout: 'packed' | 'hash';
  /** View -> how long Redis keeps a record after it was written, microseconds. A view that is not named keeps its records. */
  expiry: Record<string, bigint>;
}

export interface Entity {
  name: string;
  joinKeys: string[];
  description?: string;
}

/** How the numbers of a timestamp column count; absent where the column holds timestamps. */
export type TimestampUnit = 's' | 'ms' | 'us';

export interface Source {
  name: string;
  /** A file or a glob, as written: relative to asof.yaml. */
  path: string;
  timestampField: string;
  createdTimestampField?: string;
  availableAt?: string;
  timestampUnit?: TimestampUnit;
  /** Source column -> the name used here. */
  fieldMapping?: Record<string, string>;
  description?: string;
}

export interface Feature {
  name: string;
  /** Feast's names: Int64, Float64, String, Bool, Timestamp, .. */
  dtype?: string;
  description?: string;
  default?: string | number | boolean;
}

export interface FeatureView {
  name: string;
  entities: string[];
  source: string;
  /** Microseconds; null is no limit. */
  ttl: bigint | null;
  online: boolean;
  /** Null: every column that is not a key or a timestamp. */
  features: Feature[] | null;
  description?: string;
  owner?: string;
  tags?: Record<string, string>;
  freshness?: { maxStaleness?: bigint; alertThreshold?: bigint };
}

export interface FeatureService {
  name: string;
  features: FeatureRef[];
  description?: string;
}

/** `view:feature`, or every feature of a view as `view:*`. */
export interface FeatureRef {
  view: string;
  feature: string;
}

export interface LabelTable {
  name: string;
  path: string;
  entities: string[];
  timestampField: string;
  timestampUnit?: TimestampUnit;
  target?: string;
  description?: string;
}

/** Something that was not said and was guessed, with its reason. */
export interface Inference {
  /** `timestamp_field`, `join_keys`, `role`, `features`, `target`, .. */
  what: string;
  value: string;
  reason: string;
}
