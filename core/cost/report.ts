import type { StoreInfo } from '../online/online-store.ts';

/** `cost --json`. Bytes are measured of sampled records, and times their number where they are of all. */
export interface CostReport {
  now: string;
  /** What the store as a whole takes, with all else that is in it; null where it does not tell. */
  store: { kind: StoreInfo['kind']; bytes: number | null };
  /** Of these views; null where one could not be measured. */
  bytes: number | null;
  records: number;
  /** Of features, with what the store adds where it is a whole view, that no service reads; null where there is no service, or `bytes` is. */
  unread_bytes: number | null;
  /** Of records that are older than their TTL, and so never served; null where `bytes` is. */
  expired_bytes: number | null;
  /** The dearest first. */
  views: ViewCost[];
  /** What an entity takes that has a record of each view with its join keys. */
  entities: EntityCost[];
  /** The greatest first. They are not to be added up: two may be about the same bytes. */
  savings: CostSaving[];
}

export interface ViewCost {
  view: string;
  /** Defined, and meant to be online; else its records are left from before. */
  defined: boolean;
  records: number;
  /** Every record was counted; else their number is an estimate. */
  counted: boolean;
  /** Records that were measured. */
  sampled: number;
  /** Null where there are records and none was met. */
  bytes: number | null;
  /** The mean, and its parts: the name (join keys, project, view), the values, and what the store adds. Null without a record. */
  record_bytes: { all: number; name: number; values: number; rest: number; greatest: number } | null;
  /** Of sampled records, those older than the TTL; null without a TTL or a record. */
  expired_rate: number | null;
  /** Services that read any of its features. */
  read_by: string[];
  features: FeatureCost[];
  note: string | null;
}

export interface FeatureCost {
  view: string;
  feature: string;
  /** DuckDB's name of the type. */
  type: string;
  /** The mean over records, those in which it is null among them. */
  record_bytes: number;
  bytes: number;
  read_by: string[];
}

export interface EntityCost {
  join_keys: string[];
  views: string[];
  bytes: number;
}

/**
 * `forget`: a view that is not defined, or not online, any more. `view`, `feature`: no service reads it. `ttl`: records are
 * too old to be served, or would be. `type`: all values fit a narrower one.
 */
export type SavingKind = 'forget' | 'view' | 'feature' | 'ttl' | 'type';

export interface CostSaving {
  kind: SavingKind;
  view: string;
  feature: string | null;
  bytes: number;
  /** What to do, and what that rests on. */
  detail: string;
}
