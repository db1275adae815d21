import type { BoundLabels, BoundView } from '../table/bound.ts';
import type { ColumnRole } from './report.ts';

/** A label table or a feature view: what they share, and what only one of them has. */
export type Profiled = Pick<BoundLabels & BoundView, 'name' | 'relation' | 'keys'> & {
  /** Null where none is known. */
  timestamp: BoundLabels['timestamp'] | null;
} & Partial<Pick<BoundLabels, 'target'> & Pick<BoundView, 'created' | 'available' | 'features'>>;

export function roleOf(table: Profiled, column: string): ColumnRole {
  if (table.keys.some((key) => key.column === column)) return 'join key';
  if (table.timestamp?.column === column) return 'event timestamp';
  if (table.created?.column === column) return 'created timestamp';
  if (table.available?.column === column) return 'available at';
  if (table.target?.name === column) return 'target';
  if (table.features?.some((feature) => feature.column === column)) return 'feature';
  return 'column';
}
