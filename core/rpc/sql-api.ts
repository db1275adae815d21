import type { Column } from '../engine/engine.ts';
import type { Refusal } from '../notebook/sql/gate.ts';
import type { ReadSql } from '../notebook/sql/read-sql.ts';
import type { Brush } from '../plot/axis.ts';
import type { PlotData, PlotMarks } from '../plot/plot.ts';
import type { PlotQuestion } from '../question/plot.ts';
import type { Answered } from '../results/results.ts';

export type { PlotData, PlotMarks, PlotPoint } from '../plot/plot.ts';

/** The part of the contract that runs SQL of users, and draws rows; spec section 7. */
export interface SqlApi {
  /**
   * Runs one SELECT over the workspace's tables and over `results`, held answers by the names that it calls them.
   * Fails with `not_here` in a page without a host.
   */
  sql(input: SqlInput): SqlAnswer;
  /** The columns that rows have by such a name. */
  rowColumns(input: { workspace: string; rows: NamedRows }): Column[];
  /** What a plot cell draws of rows. Fails with `column_missing`, and `bad_option` where a column cannot be drawn so. */
  plot(input: { workspace: string; rows: NamedRows; asked: PlotQuestion }): PlotData & Pick<Answered, 'files'>;
  /** What of that picture a brush chooses. Fails as `plot` does. */
  plotMarks(input: { workspace: string; rows: NamedRows; asked: PlotQuestion; brush: Brush }): PlotMarks;
  /** What it would read, by the engine's own parse. Null in a page without a host, which has no such parser. */
  readSql(input: { text: string }): ReadSql | null;
}

export interface SqlInput {
  workspace: string;
  /** Whose its rows are: a newer answer of the same takes their place. */
  owner: string;
  text: string;
  results: NamedRows[];
}

/** Rows by a cell's name: a held answer's, or a table's of the workspace. */
export type NamedRows = { name: string; result: string } | { name: string; table: string };

export interface SqlAnswer {
  /** What it reads, as it calls them; none where it is no SQL. */
  tables: string[];
  /** Why it did not run, each with its place in the text in UTF-16 units. */
  refusals: Refusal[];
  /** Null where it did not. */
  found: SqlResult | null;
}

export interface SqlResult extends Answered {
  rows: number;
  columns: Column[];
  /** Its values where it is one row, numbers as numbers; else null. */
  row: object | null;
  /** Asked again of the same tables, it gives the same. */
  isRepeatable: boolean;
  seconds: number;
}
