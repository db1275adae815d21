import type { ColumnFacts } from '../view/windows/total.ts';

/** What is found out about the events before they are joined. */
export interface WindowFacts {
  /** Of what each feature observes. */
  columns: readonly ColumnFacts[];
  /** How many pairs of a label row and an event in its window there are, about. */
  pairs: (window: bigint | null) => number;
}
