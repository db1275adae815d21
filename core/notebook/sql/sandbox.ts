import type { Column, Run } from '../../engine/engine.ts';
import type { Sql } from '../../sql/sql.ts';
import type { Refusal } from './gate.ts';

/** A table that SQL of a user's may read, by the name that it has there. */
export interface SqlTable {
  name: string;
  /** Another where its rows may be others. */
  version: string;
  query: Sql;
}

/** The rows of one SELECT, in the engine of who asked, until `drop()`. */
export interface SqlRows {
  table: Sql;
  columns: Column[];
  rows: number;
  drop(): Promise<void>;
}

/** A port: runs SQL of users where it can reach nothing but its tables, and bring down nothing. */
export interface SqlSandbox {
  /**
   * Runs text that has passed the gate, over those tables. What the engine does not accept is a refusal, its place
   * one of the text. Throws `cancelled`, `sql_too_big`, `sql_ended`, `disk_full`.
   */
  run(text: string, tables: readonly SqlTable[], run: Run): Promise<SqlRows | { refused: Refusal }>;
  close(): Promise<void>;
}
