import { count } from '../text/figures.ts';
import type { FeatureSkew, SkewReport } from './report.ts';

/**
 * What a report lets one say of a feature. `differs`: of some pairs. `clear`: as it should be. Else nothing differs, and
 * that is no all-clear: `few` of its entities had a row that counts on either side, all values are `null`, or there is
 * `nothing` to compare.
 */
export type SkewVerdict = 'differs' | 'clear' | 'few' | 'nulls' | 'nothing';

type Counts = Pick<FeatureSkew, 'entities' | 'pairs' | 'equal' | 'close' | 'nulls'>;

/** Of the entities; fewer that were compared than this share speak for none of the others. */
const enough = 0.5;

export function verdictOf(feature: Counts): SkewVerdict {
  if (feature.pairs === 0) return 'nothing';
  if (differing(feature) > 0) return 'differs';
  if (feature.nulls === feature.pairs) return 'nulls';
  return feature.pairs < enough * feature.entities ? 'few' : 'clear';
}

/** In a table's cell, of what is computed: no row of a source has such values. */
export const notSought = 'a cause was not looked for';

/** In a table's cell, why a feature that does not differ is no all-clear; null of others. */
export function sayUnclear(feature: Counts): string | null {
  const said: Record<SkewVerdict, string | null> = {
    differs: null,
    clear: null,
    few: `compared for only ${count(feature.pairs)} of ${count(feature.entities)}`,
    nulls: 'null on both sides',
    nothing: 'nothing to compare',
  };
  return said[verdictOf(feature)];
}

export function isSkewClear({ features }: SkewReport): boolean {
  return features.length > 0 && features.every((one) => verdictOf(one) === 'clear');
}

/** Pairs that are neither equal nor close. */
export function differing({ pairs, equal, close }: Pick<FeatureSkew, 'pairs' | 'equal' | 'close'>): number {
  return pairs - equal - close;
}
