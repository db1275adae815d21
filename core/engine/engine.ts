import type { Sql } from '../sql/sql.ts';

/** What a long call can be asked: to stop, and to say how far it is. */
export interface Run {
  signal?: AbortSignal;
  progress?: (progress: Progress) => void;
}

export type Phase =
  | 'running'
  | 'opening'
  | 'hashing'
  | 'guessing'
  | 'checking'
  | 'profiling'
  | 'reading'
  | 'looking at'
  | 'joining'
  | 'comparing'
  | 'counting'
  | 'measuring'
  | 'drawing'
  | 'writing'
  | 'forgetting';

export interface Progress {
  phase: Phase;
  /** What it is done to, in the user's words: a table, a file, "both joins". An engine does not know what its statement is for. */
  of?: string;
  /** How much of `total`, in what it counts: records, bytes, a share of 1. Both are absent where it cannot be known. */
  done?: number;
  total?: number;
}

export interface Column {
  name: string;
  /** DuckDB's name of the type: `BIGINT`, `TIMESTAMP WITH TIME ZONE`, `DECIMAL(10,2)`. */
  type: string;
}

/**
 * A value as `rows` gives it. BIGINT and wider integers are bigint, so that their type does not
 * depend on their size; smaller integers and floats are number (counts are asked for as DOUBLE).
 * Everything else is text as DuckDB prints it: ask for instants with `epoch_us(..)`.
 */
export type Value = null | boolean | number | bigint | string;
export type Row = Record<string, Value>;

/** A row to be filled in. It has no prototype: a column may be called `__proto__`, and `constructor` may be missing. */
export function emptyRow(): Row {
  return Object.create(null) as Row;
}

/** A port: a DuckDB that runs SQL in UTC, and never reaches for the network. */
export interface Engine {
  readonly info: EngineInfo;
  /** How often it had to be opened anew, which `engine_restarted` told: the tables of before are gone. */
  readonly restarts: number;
  /** A database on disk in which tables are found that are not found in memory, by the same names; null where there is none. */
  readonly disk: Sql | null;
  /** Runs one statement and gives all its rows; for answers of at most some thousand rows. */
  rows<T extends object = Row>(query: Sql, run?: Run): Promise<T[]>;
  /** Runs one statement for its effect. */
  exec(statement: Sql, run?: Run): Promise<void>;
  /** Runs one query; its rows as one Arrow IPC stream. Timestamps have microseconds, 64-bit integers stay exact. */
  arrow(query: Sql, run?: Run): Promise<Uint8Array>;
  /** The columns that a query would give; nothing is run. */
  columns(query: Sql): Promise<Column[]>;
  close(): Promise<void>;
}

export interface EngineInfo {
  name: 'DuckDB native' | 'DuckDB-Wasm';
  version: string;
  threads: number;
}
