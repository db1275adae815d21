import type { Definitions } from './definitions.ts';
import { everyFeature, type FeatureRef } from './feature-ref.ts';

/** What reads a feature: feature services, and views that compute others from it. */
export interface FeatureUsers {
  services: string[];
  onDemand: string[];
}

/** Who reads a feature of a view, itself or by way of what is computed from it on demand, in the order of the definitions. */
export function usersOf(definitions: Definitions, view: string, feature: string): FeatureUsers {
  const onDemand = computedFrom(definitions, [{ view, feature }]);
  const read = [{ view, feature }, ...onDemand.map((name) => ({ view: name, feature: everyFeature }))];
  const reads = (ref: FeatureRef): boolean =>
    read.some(
      (one) =>
        one.view === ref.view && (one.feature === ref.feature || [one, ref].some((f) => f.feature === everyFeature)),
    );
  const services = definitions.featureServices.filter(({ features }) => features.some(reads));
  return { services: services.map(({ name }) => name), onDemand };
}

/** Names of the on-demand views that read any of some features, or others that do. */
function computedFrom({ onDemandViews }: Definitions, features: readonly FeatureRef[]): string[] {
  const found = new Set<string>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { name, inputs } of onDemandViews) {
      const isRead = inputs.some(
        (input) =>
          found.has(input.view) ||
          features.some(({ view, feature }) => view === input.view && feature === input.feature),
      );
      if (isRead) found.add(name);
    }
  }
  return onDemandViews.flatMap(({ name }) => (found.has(name) ? [name] : []));
}
