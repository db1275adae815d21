import type { Inference } from '../model/definitions.ts';
import type { BoundFeature } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { isRowNumber } from '../table/row-numbers.ts';
import type { NamedColumns } from './columns.ts';

/** A column of a label table that is no feature of what is joined to it. */
export interface LabelPart {
  column: string;
  /** How a reason says it: `the target of churn`. */
  is: string;
}

/**
 * Every column of a view that lists no features, but those of `taken`, row numbers, and what the labels
 * say themselves. These can still be asked for by name: `leftOut`.
 */
export function unlistedFeatures(
  relation: Relation,
  { columns }: NamedColumns,
  taken: readonly string[],
  parts: readonly LabelPart[],
): { features: BoundFeature[]; leftOut: BoundFeature[]; inferred: Inference[] } {
  const features: BoundFeature[] = [];
  const leftOut: BoundFeature[] = [];
  const inferred: Inference[] = [];
  for (const { name, column } of columns) {
    if (taken.includes(column.name)) continue;
    const feature = { name, column: column.name, type: column.type, default: null };
    const part = parts.find((one) => one.column.toLowerCase() === name.toLowerCase());
    const reason = isRowNumber(relation, column.name) ?? part?.is;
    (reason === undefined ? features : leftOut).push(feature);
    if (reason !== undefined)
      inferred.push({ what: 'left_out', value: name, reason: `${reason}; ask for it by name to have it as a feature` });
  }
  const value = features.map((feature) => feature.name).join(', ');
  const rest = leftOut.length ? ', but what is left out' : '';
  inferred.unshift({ what: 'features', value, reason: `every column that is not a key or a timestamp${rest}` });
  return { features, leftOut, inferred };
}
