import type { Boundary, NaiveStrategy } from './request.ts';

/** One source row of one entity. Instants are microseconds since 1970 in UTC. */
export interface SourceRow {
  /** Event timestamp. */
  t: bigint;
  /** Created timestamp; null is least. */
  c: bigint | null;
  /** Available at; null is never known. Absent where the view has none. */
  a?: bigint | null;
  /** Rises in the source's row order. */
  order: bigint;
}
