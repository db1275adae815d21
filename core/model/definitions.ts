import type { FeastStore } from './feast-store.ts';
import type { FeatureRef } from './feature-ref.ts';
import type { FeatureView } from './views/feature-view.ts';
import type { OnDemandView } from './views/on-demand-view.ts';

/** What a workspace defines; spec section 2. Durations are microseconds. */
export interface Definitions {
  project: string;
  /** What feature views have to be called, as `readNaming` reads it. */
  naming?: string;
  entities: Entity[];
  sources: Source[];
  featureViews: FeatureView[];
  onDemandViews: OnDemandView[];
  featureServices: FeatureService[];
  labels: LabelTable[];
  /** Absent: the embedded one. */
  onlineStore?: OnlineStoreDefinition;
}

export interface OnlineStoreDefinition {
  /** The last two are Feast's, which are read and never written. */
  type: 'embedded' | 'redis' | 'feast-redis' | 'feast-sqlite';
  /** As written: environment variables are put in where it is used, for they may hold a secret. */
  url?: string;
  /** Of Feast's SQLite: its file, as written. */
  path?: string;
  feast?: FeastStore;
  /** What it is for: `staging`, `production`; a name of the user's. */
  environment?: string;
  /** Of Redis' records: packed bytes, or hashes that other programs can read. */
  layout: 'packed' | 'hash';
  /** View -> how long Redis keeps a record after it was written, microseconds. A view that is not named keeps its records. */
  expiry: Record<string, bigint>;
}

/** Whether a store is behind an address, which may want a password. */
export function hasAddress({ type }: Pick<OnlineStoreDefinition, 'type'>): boolean {
  return type === 'redis' || type === 'feast-redis';
}

export interface Entity {
  name: string;
  joinKeys: string[];
  description?: string;
}

/** How the numbers of a timestamp column count; absent where the column holds timestamps. */
export type TimestampUnit = (typeof timestampUnits)[number];
export const timestampUnits = ['s', 'ms', 'us', 'ns'] as const;

export type FileFormat = (typeof fileFormats)[number];
export const fileFormats = ['parquet', 'csv', 'tsv', 'jsonl', 'json', 'arrow'] as const;

/** How a text file is written; spec section 2.2, `read`. What is absent is worked out. */
export interface TextOptions {
  /** One character. */
  delimiter?: string;
  /** The decimal mark: `.` or `,`. */
  decimal?: string;
  /** The mark between thousands, where there is one. */
  thousands?: string;
  quote?: string;
  /** What stands before a quote inside quotes; absent or the quote itself: it is doubled. */
  escape?: string;
  /** Whether the first record names the columns. */
  header?: boolean;
  /** Lines before the header. */
  skipLines?: number;
  /** What a line that is no record begins with. */
  comment?: string;
  /** A name that TextDecoder knows, or `latin-1`. */
  encoding?: string;
  /** Texts that are no value; the empty one too only where it is named. */
  nullValues?: string[];
}

/** How files are read, where that is not worked out; spec section 2.2. */
export interface FileOptions {
  format?: FileFormat;
  read?: TextOptions;
  /** Column of the file -> a type, as DuckDB writes it. */
  columns?: Record<string, string>;
  /** What does not fit a column's declared type: absent refuses the file. */
  unreadable?: 'refuse' | 'blank';
  /** Names in `key=value` folders that are columns; else they are not. */
  partitions?: string[];
}

/** How a table's times are written; spec section 2.2. */
export interface TimeOptions {
  timestampUnit?: TimestampUnit;
  /** As strptime has them; the first that fits a value reads it. */
  timestampFormats?: string[];
  /** An IANA name: where times without a zone are meant; absent is UTC. */
  timezone?: string;
}

export interface Source extends FileOptions, TimeOptions {
  name: string;
  /** A file, a glob or a folder, as written: relative to asof.yaml. */
  path: string;
  timestampField: string;
  createdTimestampField?: string;
  availableAt?: string;
  /** Microseconds from a row's event timestamp to when it could be known, where no column says it. */
  availableAfter?: bigint;
  /** Columns: rows with equal values there are versions of one event. */
  dedupeBy?: string[];
  /** Source column -> the name used here. */
  fieldMapping?: Record<string, string>;
  description?: string;
}

export interface FeatureService {
  name: string;
  features: FeatureRef[];
  description?: string;
}

export interface LabelTable extends FileOptions, TimeOptions {
  name: string;
  path: string;
  entities: string[];
  timestampField: string;
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
