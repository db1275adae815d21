import type { FeatureRef } from '../model/definitions.ts';
import { fields, optional, text, textMap, type Check } from './shape.ts';

/** A feature as a question names it. */
export const featureRef: Check<FeatureRef> = fields({
  view: text,
  feature: text,
  as: optional(text),
  on: optional(textMap),
});
