import { formatFeatureRef, joinedAs, type FeatureRef } from '../model/feature-ref.ts';
import type { FeatureService } from '../model/definitions.ts';
import type { FeatureChange } from './report.ts';

/** How a feature's values change, by `view:feature` or by `view:*`; null where they do not. */
export type ValueChanges = (ref: FeatureRef) => boolean;

/** What becomes of a service that both versions have: its features, and whether values of those that stay change. */
export function serviceChange(old: FeatureService, now: FeatureService, changes: ValueChanges) {
  const names = (service: FeatureService) => service.features.map(nameIn);
  const [before, after] = [names(old), names(now)];
  const features: FeatureChange[] = [
    ...now.features.flatMap((ref): FeatureChange[] => {
      const feature = nameIn(ref);
      if (!before.includes(feature)) return [{ feature, change: 'added', fields: [] }];
      return changes(ref) ? [{ feature, change: 'changed', fields: [] }] : [];
    }),
    ...before
      .filter((feature) => !after.includes(feature))
      .map((feature): FeatureChange => ({ feature, change: 'removed', fields: [] })),
  ];
  const stay = (list: string[], other: string[]) => list.filter((one) => other.includes(one)).join('\n');
  return { features, isReordered: stay(before, after) !== stay(after, before), ...sayService(features) };
}

function sayService(features: readonly FeatureChange[]): { training: string[]; online: string[] } {
  const of = (change: FeatureChange['change']) =>
    features
      .filter((one) => one.change === change)
      .map(({ feature }) => feature)
      .join(', ');
  const [added, gone, other] = [of('added'), of('removed'), of('changed')];
  const said = [added && `new: ${added}`, gone && `gone: ${gone}`].filter(Boolean);
  return {
    training: [...said, ...(other ? [`other values can come of: ${other}`] : [])],
    online: [...said, ...(other ? [`looked up by another definition: ${other}`] : [])],
  };
}

/** As it is called in a training set and in a look-up, with what it is joined on. */
function nameIn(ref: FeatureRef): string {
  const name = formatFeatureRef({ view: joinedAs(ref), feature: ref.feature });
  const from = ref.as === undefined ? '' : ` of ${ref.view}`;
  const on = ref.on
    ? ` on ${Object.entries(ref.on)
        .map((pair) => pair.join('='))
        .join(', ')}`
    : '';
  return `${name}${from}${on}`;
}
