import { expect, it } from 'vitest';
import { parseFeatureRef } from '../../../core/model/feature-ref.ts';
import { sayFeatures } from '../../../renderer/views/sidebar/say-features.ts';

it.each([
  [['a:x'], '1 feature'],
  [['a:x', 'a:y', 'b:z'], '3 features'],
  [['a:*'], '1 view'],
  [['a:*', 'b:z', 'b:y'], '2 views'],
])('of a service with %j is said: %s', (refs, said) => {
  expect(sayFeatures(refs.map(parseFeatureRef))).toBe(said);
});
