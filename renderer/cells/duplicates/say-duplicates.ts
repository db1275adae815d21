import type { DuplicateRelation, SkippedFeature } from '../../../core/duplicates/report.ts';
import { count } from '../../../core/text/figures.ts';

export const relationWords: Record<DuplicateRelation, string> = {
  equal: 'equal',
  scaled: 'scaled',
  ranks: 'in one order',
  nearly: 'nearly',
};

const reasons = ['no value', 'one value', 'computed on demand'] as const;
const mostNamed = 6;

/** The features that were not compared by the reason, the first of each by name. */
export function saySkipped(skipped: readonly SkippedFeature[]): { why: string; features: string }[] {
  return reasons.flatMap((why) => {
    const own = skipped.filter((one) => one.why === why).map(({ feature }) => feature);
    if (own.length === 0) return [];
    const more = own.length > mostNamed ? ` and ${count(own.length - mostNamed)} more` : '';
    return [{ why, features: own.slice(0, mostNamed).join(', ') + more }];
  });
}
