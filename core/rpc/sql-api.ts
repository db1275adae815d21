import type { Column } from '../engine/engine.ts';
import type { Refusal } from '../notebook/sql/gate.ts';

/** The part of the contract that runs SQL of users; spec section 7. */
export interface SqlApi {
  /**
   * Runs one SELECT over the workspace's tables and over `results`, held answers by the names that it calls them.
   * Fails with `not_here` in a page without a host.
   */
  sql(input: SqlInput): SqlAnswer;
}

export interface SqlInput {
  workspace: string;
  /** Whose its rows are: a newer answer of the same takes their place. */
  owner: string;
  text: string;
  results: { name: string; result: string }[];
}

export interface SqlAnswer {
  /** What it reads, as it calls them; none where it is no SQL. */
  tables: string[];
  /** Why it did not run, each with its place in the text in UTF-16 units. */
  refusals: Refusal[];
  /** Null where it did not. */
  found: SqlResult | null;
}

export interface SqlResult {
  result: string;
  rows: number;
  columns: Column[];
  /** Asked again of the same tables, it gives the same. */
  isRepeatable: boolean;
  seconds: number;
}
