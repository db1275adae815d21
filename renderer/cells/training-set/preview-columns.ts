import type { Column } from '../../../core/engine/engine.ts';
import type { FeatureRef } from '../../../core/model/feature-ref.ts';
import type { GridColumnSpec } from '../../ui/grid/columns.ts';
import { typedColumns } from '../../ui/grid/typed-columns.ts';

/** The training set's columns as the grid draws them. */
export function previewColumns(
  columns: readonly Column[],
  features: readonly FeatureRef[],
  shortNames: boolean,
  pinned: ReadonlySet<string>,
): GridColumnSpec[] {
  return typedColumns(columns, pinned).map((column) => {
    const isFeature = toFeature(column.id, features, shortNames) !== null;
    return isFeature ? { ...column, hint: `${column.hint}: choose a value to see why it is there` } : column;
  });
}

/** The feature that an output column holds, or null for a label column or a timestamp. */
export function toFeature(column: string, features: readonly FeatureRef[], shortNames: boolean): FeatureRef | null {
  const output = (ref: FeatureRef) => (shortNames ? ref.feature : `${ref.view}__${ref.feature}`);
  return features.find((ref) => output(ref) === column) ?? null;
}
