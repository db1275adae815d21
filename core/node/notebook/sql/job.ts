/** One SELECT that has passed the gate, for a child process to run. */
export interface SqlJob {
  /** What the child runs: the very text that was checked. */
  text: string;
  /** Each table as a file of DuckDB's with a table `r` in it. */
  tables: readonly { name: string; file: string }[];
  /** Where the result goes: a file of DuckDB's with a table `r`. */
  out: string;
  /** A folder of the child's own, for what does not fit into memory. */
  temp: string;
  limits: SqlLimits;
}

export interface SqlLimits {
  /** A result with more is none. */
  rows: number;
  /** Of its file, and of what is spilled. */
  bytes: number;
  /** Bytes that DuckDB may use; the process may use half as much again. */
  memory: number;
  threads: number;
}

/** What a child may have too much of; it says so and ends. */
export type Limited = 'memory' | 'disk';

export type FromChild =
  { is: 'ready' } | { is: 'done'; rows: number } | { is: 'failed'; message: string } | { is: 'over'; limit: Limited };
export type ToChild = { is: 'run'; job: SqlJob } | { is: 'stop' };

/** What stands before a text when it runs: places in it are counted behind this. */
export const before = 'CREATE TABLE out.main.r AS FROM (\n';
