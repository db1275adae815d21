import { ident, type Sql } from '../sql/sql.ts';
import type { PlannedView } from '../join/request.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { BoundFeature, BoundView } from '../table/bound.ts';
import type { Computed } from './report.ts';

/** The tables of a comparison: those that live with its report, and those that are dropped behind each view. */
export interface SkewTables {
  kept: Scratch;
  passing: Scratch;
}

/**
 * What is compared, side by side: one table per view, a row per entity (against a log, per row of
 * it) that has a row that counts on one side at least. Its columns:
 *
 *     n       BIGINT     from 0 in order of the join keys, entities that are only online last; against a log, the row's number
 *     entity  VARCHAR    as `entityKey` names it
 *     k0, k1  the join keys, with the source's types
 *     at      TIMESTAMP  the moment: as of, or of serving
 *     off_t, off_c       TIMESTAMP  of the offline row; null where there is none
 *     off_o   BIGINT     its place in the source's row order; null where there is none
 *                        (of computed features 0 where an event, or an input, was known)
 *     on_t    TIMESTAMP  of the online row; null where there is none, or a log does not tell
 *     on_here BOOLEAN    the online side has a row that counts; where on_t is set and it does not, that row is past its TTL
 *     f0, f1  the offline values, with the source's types
 *     g0, g1  the online ones, as they were served: of the same type where that loses nothing; null where on_here is false
 *     s0, s1  VARCHAR    each feature's `PairClass`
 */
export interface SkewPairs {
  /** Null is against a log. */
  asOf: bigint | null;
  views: ViewPairs[];
  scratch: Scratch;
}

export type ViewPairs = RowPairs | ComputedPairs;

/** Of a view whose values are those of its source's rows: these say where another value may come from. */
export interface RowPairs extends PairsTable {
  planned: PlannedView;
  computed: null;
}

/** Of a view that computes its values, so that no row has them. */
export interface ComputedPairs extends PairsTable {
  planned: ComparedView;
  computed: Computed;
  /** Per feature what else is compared of that which it is computed from; nothing of windows. */
  inputs: ComparedInput[][];
}

/** A view, as far as a comparison needs to know it. */
export interface ComparedView {
  view: Pick<BoundView, 'name' | 'keys'>;
  features: Pick<BoundFeature, 'name' | 'type'>[];
}

/** A feature of another table, which has the same rows by `n`. */
export interface ComparedInput {
  name: string;
  table: Sql;
  feature: number;
}

interface PairsTable {
  table: Sql;
  rows: number;
  /** Entities (against a log, rows) that have no row here: neither side has one that counts. */
  neither: number;
  /** DuckDB's names of the types of g0, g1. */
  servedTypes: string[];
}

export function offline(feature: number): Sql {
  return ident(`f${feature}`);
}

export function online(feature: number): Sql {
  return ident(`g${feature}`);
}

export function pairClass(feature: number): Sql {
  return ident(`s${feature}`);
}
