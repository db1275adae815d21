import { everyFeature, viewsOf, type FeatureRef } from '../../../core/model/feature-ref.ts';
import { plural } from '../../../core/text/figures.ts';

/** How many features a service has; where it takes all of a view, whose number its files tell, how many views. */
export function sayFeatures(refs: readonly FeatureRef[]): string {
  const isWhole = refs.some(({ feature }) => feature === everyFeature);
  return isWhole ? plural(viewsOf(refs).length, 'view') : plural(refs.length, 'feature');
}
