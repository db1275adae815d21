import { sql, type Sql } from '../../sql/sql.ts';
import type { CauseKind } from '../report.ts';

/** A cause explains a handful at least. */
export const fewest = 5;

/** How values are invented that no mistake of a kind has made. */
export type Invented = 'values' | 'changes' | 'served';

/** Something that a feature's odd rows may look like. Candidates are listed with the most specific first. */
export interface Candidate {
  cause: CauseKind;
  detail: string;
  /** Whether a row of `locatedSql` is exactly what this cause makes of it. Null counts as no. */
  test: Sql;
  /** Also of rows that have no online row at all. */
  missingToo?: boolean;
  /**
   * What it is compared with, to tell it from coincidence: another entity's `values`; for shapes of numbers, another
   * row's `changes`; for what other rows of an entity had, what was `served` of another. Nothing where the rows' times
   * prove it.
   */
  against: readonly Invented[];
  /** Of several with one name, a constant has to stand out from the others: noise has no favourite. */
  rival?: string;
  /** It has to explain every row that this other candidate does. */
  allOf?: Candidate;
  /** It has to explain a handful of rows that none of these other candidates does. */
  apartFrom?: Candidate[];
  /**
   * Whether a row is nearly what this cause would make of it. A finer or a coarser step of another kind
   * leaves many such, of which some hit by chance; what this is the cause of leaves next to none.
   */
  near?: Sql;
  /** Rows for which this holds speak against it, whatever explains them. */
  contrary?: Sql;
  /** It has to give different values to a handful of rows: what gives but one is that value in place of others. */
  varied?: true;
  /** Of whole numbers that it may befall, it has to befall small and great ones: what was rounded is an offset, or a factor, for a few. */
  anywhere?: Sql;
  /** It has to explain more rows than nothing does: many a curve that nobody knows has points on one line, and a favourite value. */
  most?: true;
  /** Fewest rows; by default `fewest`. */
  atLeast?: number;
  /** The natural logarithm of its chance, where that is not to be estimated. */
  logChance?: number;
  /** The chance that it explains a row by coincidence, where it can be counted. */
  chance?: number;
}

/** A number as a DOUBLE; printed plainly, DuckDB would take it for a DECIMAL. */
export function asDouble(value: number): Sql {
  return sql`${String(value)}::DOUBLE`;
}

/** Both are numbers, and finite, and differ. */
export const bothFinite = sql`f <> g AND isfinite(f::DOUBLE) AND isfinite(g::DOUBLE)`;
