import type { Column } from '../engine/engine.ts';
import type { Sql } from '../sql/sql.ts';
import type { AggregateFunction } from '../model/views/aggregations.ts';
import type { Inference } from '../model/definitions.ts';
import type { Relation } from './relation.ts';

/** A timestamp column, ready to compare: `at` gives TIMESTAMP (UTC, microseconds) over the relation, null where the column is. */
export interface Instant {
  column: string;
  at: Sql;
  /** Where it is the column's time and this much more, microseconds: available_after. */
  after?: bigint;
}

export interface BoundKey {
  /** The join key's name in the definitions. */
  name: string;
  /** The column in the file. */
  column: string;
  type: string;
  /** How it is read to be compared, where not as it is: floats as whole numbers; bytes or text as a UUID. */
  as?: 'whole' | 'uuid';
}

/** A label table whose columns were found and whose timestamp can be read. */
export interface BoundLabels {
  name: string;
  relation: Relation;
  /** Every column with a join key's name, in the file's order. */
  keys: BoundKey[];
  timestamp: Instant;
  /** Null where none is named and none could be told. */
  target: Column | null;
  inferred: Inference[];
}

export interface BoundFeature {
  name: string;
  column: string;
  type: string;
  /** A literal, cast to the column's type; null where the definition has none. */
  default: Sql | null;
  /** Of a view that computes its features from events: how. `column` is of no meaning then, and `type` the result's. */
  aggregate?: BoundAggregate;
}

/** What of a view's events a windowed aggregate observes; spec section 2.1. */
export interface BoundAggregate {
  function: AggregateFunction;
  /** Null counts rows. */
  column: Column | null;
  /** Microseconds; null is `lifetime`. */
  window: bigint | null;
  /** A condition over the relation; null takes every row. */
  filter: Sql | null;
}

/** A feature view whose columns were found. All features of the view, asked for or not. */
export interface BoundView {
  name: string;
  relation: Relation;
  keys: BoundKey[];
  timestamp: Instant;
  created: Instant | null;
  available: Instant | null;
  /** Microseconds; null is no limit. */
  ttl: bigint | null;
  features: BoundFeature[];
  /** Columns whose rows with equal values are versions of one event; absent where every row is one. */
  dedupeBy?: string[];
  /** Columns that are no features unless they are asked for by name; absent where there are none. */
  leftOut?: BoundFeature[];
  inferred: Inference[];
}
