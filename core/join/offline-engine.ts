import type { Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { Among } from '../view/among.ts';
import type { JoinPlan, NaiveStrategy, PlannedView, Wanted } from './request.ts';

/**
 * A port: whoever computes which rows win. DuckDB does, over files (`duckdb-offline.ts`); where they are too many
 * for one machine another can. It answers two questions, each with a query over what it has made in the engine;
 * all that is asked afterwards reads these. The SQL that `join --sql` prints is DuckDB's, whoever picks.
 */
export interface OfflineEngine {
  /**
   * A view's row for each label row: `label_row`; of the plan's first view the label table's columns, called as in the
   * spine; `t` and `a` (TIMESTAMP, the row's event timestamp and, where the view has one, its available-at); `status`
   * (`matched`, `expired`, `unknown_yet`, `no_history`), unless they are naive; and a column per feature, `pickColumn`.
   * In label order, but where only one view's values are wanted. Tables that it needs are `into`'s.
   */
  picks(asked: PicksAsked, into: Scratch, run: Run): Promise<Sql>;
  /**
   * A view's snapshot: per entity that has a row among those asked for the winner's keys, k0, k1, .., its place
   * in the source, `o` (BIGINT), and from how many it was chosen, `n` (DOUBLE).
   */
  snapshot(view: BoundView, among: Among, into: Scratch, run?: Run): Promise<Sql>;
}

/** Which row of a view is to be picked for each label row. */
export interface PicksAsked {
  plan: JoinPlan;
  planned: PlannedView;
  labels: SpineRows;
  /** By the rules of spec section 3, or as a naive join picks. */
  how: 'as-of' | NaiveStrategy;
  wanted: Wanted;
}

/** The label rows, `spineSql`, in a table. */
export interface SpineRows {
  table: Sql;
  rows: number;
  /** No row lacks a join key or its time, and none's time is infinite. */
  plain: boolean;
  /** All join keys are integers that fit into 32 bits. */
  smallKeys: boolean;
}
