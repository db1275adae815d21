import type { FeatureSkew, SkewReport } from './report.ts';

/** Features that differ, the least matching first; then what could not be compared; then what is as it should be. */
export function worstFirst({ features }: Pick<SkewReport, 'features'>): FeatureSkew[] {
  const rank = ({ match_rate: rate }: FeatureSkew) => (rate === null ? 1 : rate < 1 ? rate : 2);
  return [...features].sort((a, b) => rank(a) - rank(b));
}
