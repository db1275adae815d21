import type { Sql } from '../../sql/sql.ts';
import type { Named } from './exact-sum.ts';

/**
 * One aggregate of the events that count. `parts` are taken over events; what is `added` is a sum of a number for
 * each: running totals of it serve as well. Then come `levels`, one after the other, and the value, over all of
 * these. Whoever computes an aggregate computes it so, which is what makes training, materializing and looking up
 * the same to the bit: what is added is whole, and what is taken does not depend on order.
 */
export interface Aggregated {
  parts: AggregatedPart[];
  levels: Named[][];
  /** All parts are added, and running totals of all events fit into their types too. */
  runs?: true;
  /** Each part is one aggregate function, so that it can be one over a frame. */
  slides?: true;
  /** Null, and 0 for counts, where the parts are null. */
  value: Sql;
}

export type AggregatedPart = { name: Sql } & (
  | { /** A number of each event, over it. */ added: Sql }
  | {
      /** An aggregate of those for which a condition holds. */
      taken: (counts: Sql) => Sql;
      /** The same as an aggregate function of a number of each event, which makes one of the aggregates of groups of events too. */
      merged?: { by: Sql; value: Sql };
    }
);
