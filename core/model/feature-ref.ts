import type { FeatureRef } from './definitions.ts';

/** The feature that stands for all of its view's. */
export const everyFeature = '*';

/**
 * `view:feature`, cut at the last colon, so that a view may be a path of Windows. `view:*` and `view`
 * alone are every feature of the view.
 */
export function parseFeatureRef(text: string): FeatureRef {
  const trimmed = text.trim();
  const colon = trimmed.lastIndexOf(':');
  const feature = trimmed.slice(colon + 1).trim();
  if (colon <= 0 || /[/\\]/.test(feature)) return { view: trimmed, feature: everyFeature };
  return { view: trimmed.slice(0, colon).trim(), feature: feature || everyFeature };
}

export function formatFeatureRef(ref: FeatureRef): string {
  return `${ref.view}:${ref.feature}`;
}
