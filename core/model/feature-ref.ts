import type { FeatureRef } from './definitions.ts';

/** The feature that stands for all of its view's. */
export const everyFeature = '*';

/**
 * `view:feature`, cut at the last colon, so that a view may be a path of Windows. `view:*` and `view`
 * alone are every feature of the view.
 */
export function parseFeatureRef(text: string): FeatureRef {
  const colon = text.lastIndexOf(':');
  const feature = text.slice(colon + 1);
  const isDrive = colon === 1 && /^[/\\]/.test(feature);
  if (colon <= 0 || isDrive) return { view: text, feature: everyFeature };
  return { view: text.slice(0, colon), feature: feature || everyFeature };
}

export function formatFeatureRef(ref: FeatureRef): string {
  return `${ref.view}:${ref.feature}`;
}
