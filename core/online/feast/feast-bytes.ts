import type { Run } from '../../engine/engine.ts';
import type { ShownRecord, StoreInfo } from '../online-store.ts';
import type { FeastFields } from './records.ts';

/** Where the bytes lie that Feast has written. Keys of entities are without the project's name. */
export interface FeastBytes {
  readonly info: StoreInfo;
  /** The keys that begin so and may be of records of a view, in parts; one may come twice, and be of none. */
  keys(view: string, prefix: Uint8Array, run?: Run): AsyncIterable<Uint8Array[]>;
  /** Of each entity the fields of those names, null where it has no record of the view. */
  read(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastFields | null)[]>;
  /** The names of all features that a view has values of; null where that cannot be told. */
  featureNames(view: string): Promise<string[] | null>;
  show(view: string, key: Uint8Array, names: readonly string[]): Promise<ShownRecord>;
  /** What each entity's record of the view takes; null where it has none. */
  sizes(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastSize | null)[]>;
  /** What all takes that lies there; null where that is not told. */
  bytes(): Promise<number | null>;
  close(): Promise<void>;
}

/** Bytes; of values null where the record has not got one. */
export interface FeastSize {
  all: number;
  name: number;
  values: (number | null)[];
}
