import type { FeatureSkew, SkewReport } from './report.ts';
import { verdictOf } from './verdict.ts';

/** Features that differ, the least matching first; then what could not be compared, or of too few entities; then what is as it should be. */
export function worstFirst({ features }: Pick<SkewReport, 'features'>): FeatureSkew[] {
  const rank = (feature: FeatureSkew) => {
    const verdict = verdictOf(feature);
    return verdict === 'clear' ? 2 : verdict === 'differs' ? feature.match_rate! : 1;
  };
  return [...features].sort((a, b) => rank(a) - rank(b));
}
