import type { Run } from '../engine/engine.ts';
import type { AsofError } from '../errors/asof-error.ts';
import type { OnlineStoreDefinition } from '../model/definitions.ts';
import type { WritePermit } from './permit.ts';
import type { OnlineValue, Schema } from './schema.ts';

/**
 * A port: where the latest row per entity is kept for serving; spec section 4. Instants are
 * microseconds since 1970. Entities are named by `entityKey`. Failures are `AsofError`s; whatever
 * fails in the middle leaves every record either old or new.
 */
export interface OnlineStore {
  readonly info: StoreInfo;
  /**
   * Begins a run of a view, which writes; without a permit nobody does.
   * With `overwrite` a record takes the place of whatever is there, a newer one too, and runs of the view
   * that are under way elsewhere are not remembered: what they wrote may have been replaced.
   */
  begin(target: PutTarget, permit: WritePermit, overwrite?: boolean): Promise<ViewWriter>;
  /** One round trip per node for all of them, once their layouts are known. Null where there is no record. */
  get(project: string, wanted: readonly RecordKey[], run?: Run): Promise<(StoredRecord | null)[]>;
  /** What has been written for a project: one entry per view. */
  views(project: string): Promise<ViewState[]>;
  /**
   * The names of the entities that a view has records of, in no order and without blocking the store; a
   * name may come twice. Each part stands for a thousand names or so that were looked at and may be
   * empty: stop reading when that was enough.
   */
  entities(project: string, view: string, run?: Run): AsyncIterable<string[]>;
  /**
   * Of each of some views the names of some entities that it has records of, at most so many, whatever these are
   * called and hold: neither the first nor the newest. None comes twice. A store that has much else may give fewer of
   * a small view, or none.
   */
  sample(project: string, views: readonly string[], most: number, run?: Run): Promise<string[][]>;
  /** How many records each of some views has; where a store keeps no count and has too much to look through, about how many. */
  count(project: string, views: readonly string[], run?: Run): Promise<RecordCount[]>;
  /** What records take. Null where there is none. Throws as `get` does. */
  measure(project: string, wanted: readonly RecordKey[], run?: Run): Promise<(RecordSize | null)[]>;
  /** What the store as a whole takes, with all else that is in it; null where it does not tell. */
  bytes(): Promise<number | null>;
  /**
   * All records of a view, in no order and without blocking the store, some thousand at a time; a record
   * may come twice. Of their features, those that are named.
   */
  scan(project: string, view: string, features: readonly string[], run?: Run): AsyncIterable<ScannedRecords>;
  /** How a record stands in the store, for who looks there himself. */
  show(project: string, wanted: RecordKey): Promise<ShownRecord>;
  /** Removes a record; false where there is none. */
  forget(project: string, wanted: RecordKey, permit: WritePermit): Promise<boolean>;
  /**
   * Removes all records of a view and what is known of its runs; runs of it that are under way elsewhere
   * are not remembered. Gives how many records there were. One that is cut off is finished by another.
   */
  forgetView(project: string, view: string, permit: WritePermit, run?: Run): Promise<number>;
  /**
   * Removes what is left of a project whose views are forgotten: layouts, and what its runs are known by, so that
   * none that is under way is remembered.
   */
  forgetProject(project: string, permit: WritePermit): Promise<void>;
  close(): Promise<void>;
}

/**
 * A run into the store. All that goes through it has met one and the same store: where that was restarted,
 * emptied or replaced since, so that records may be lost, `put` or `finish` throws `online_restarted`.
 */
export interface ViewWriter {
  /**
   * Writes records, none of which replaces a newer one: newer is a later `t`, or the same `t` and a
   * later `c` (null is least); at the same `t` and `c` the later write wins. Each record is compared
   * and written in one step, whoever else writes.
   */
  put(records: readonly OnlineRecord[], run?: Run): Promise<PutCounts>;
  /**
   * Remembers the run, which is complete; of several, the one with the greatest end is kept (of equal ends,
   * the last), but for one that overwrites, which is kept in any case.
   */
  finish(finished: FinishedRun): Promise<void>;
}

export interface StoreInfo {
  kind: 'memory' | OnlineStoreDefinition['type'];
  /** For messages: a path or an address, without secrets. */
  address: string;
  /** What a user should know before writing, one line each. */
  warnings: readonly string[];
}

export interface PutTarget {
  project: string;
  view: string;
  schema: Schema;
  /** When this is written. */
  written: bigint;
}

export interface OnlineRecord {
  entity: string;
  t: bigint;
  c: bigint | null;
  /** In the order of the schema's features. */
  values: readonly OnlineValue[];
}

export interface PutCounts {
  written: number;
  keptNewer: number;
}

export interface RecordKey {
  view: string;
  entity: string;
}

export interface StoredRecord {
  t: bigint;
  c: bigint | null;
  /** Null where the store does not say it. */
  written: bigint | null;
  /** The layout that it was written with, which need not be the view's present one. */
  schema: Schema;
  values: OnlineValue[];
}

export interface RecordCount {
  records: number;
  /** Every one was counted; else it is an estimate. */
  isExact: boolean;
}

/** Bytes. What is neither name nor value is what the store adds: times, layout, pointers, room that is left. */
export interface RecordSize {
  /** Of the record, with its name and whatever the store keeps for it. */
  all: number;
  name: number;
  /** Of each feature, in the order of the layout that it was written with; of one that is null none. */
  values: number[];
}

export interface ShownRecord {
  /** What shows it in a terminal, without secrets; null where there is no such command. */
  command: string | null;
  /** As that command prints it: bytes that are no printable ASCII as `\\x00`; the beginning where it is long. Null where there is none. */
  raw: string | null;
}

/** Records of one layout, column by column. */
export interface ScannedRecords {
  schema: Schema;
  entities: string[];
  t: bigint[];
  /** In the order of the question; null for a feature that the layout has not got. */
  values: (OnlineValue[] | null)[];
}

export interface ViewState {
  view: string;
  /** Of the last put; null where it is `damage`. */
  schema: Schema | null;
  /** Null where no run was ever completed, or it is `damage`. */
  lastRun: FinishedRun | null;
  /** Nobody knows whether one was completed: neither the store nor what it is read with says it. */
  untoldRuns?: boolean;
  /** What of it the store no longer has, or cannot be read; null where all is well. */
  damage: AsofError | null;
}

/** A view's memory of its runs. */
export interface FinishedRun {
  /** Null is from the beginning. */
  start: bigint | null;
  end: bigint;
  finished: bigint;
  /** Late rows are looked for from here on: the latest created time, and the end, that a run without a given start has seen. */
  createdSeen: bigint | null;
  knownSeen: bigint | null;
  /** Runs have read all rows from here on (null: all there are), but for `unread`: what the TTL reached to, or the start that the first was given; undefined where an earlier version did not say. */
  readFrom?: bigint | null;
  /** Before a start that was given; null where nothing was left out. */
  unread: Stretch | null;
  /** Source rows before the end that runs have read or were the first to see; null where they were not counted. */
  rowsBefore: number | null;
  rowsRead: number;
  entities: number;
  written: number;
  keptNewer: number;
}

/** Event times from <= t < to. */
export interface Stretch {
  from: bigint;
  to: bigint;
}

/** Whether a record may take the place of another. */
export function replaces(record: Pick<OnlineRecord, 't' | 'c'>, old: Pick<OnlineRecord, 't' | 'c'>): boolean {
  if (record.t !== old.t) return record.t > old.t;
  if (old.c === null) return true;
  return record.c !== null && record.c >= old.c;
}
