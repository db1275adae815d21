import type { AggregateFunction } from '../../model/views/aggregations.ts';
import { sumType } from './total.ts';

/** The type of an aggregate over a column of some type, null where rows are counted; null where there is no such aggregate. */
export function resultType(fn: AggregateFunction, column: string | null): string | null {
  if (fn === 'count') return 'BIGINT';
  if (column === null) return null;
  switch (fn) {
    case 'count_distinct':
      return 'BIGINT';
    case 'sum':
      return sumType(column);
    case 'mean':
    case 'stddev':
      return sumType(column) === null ? null : 'DOUBLE';
    default:
      return column;
  }
}
