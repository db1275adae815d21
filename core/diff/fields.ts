import type { Definitions } from '../model/definitions.ts';
import { inline } from '../model/edit-text.ts';
import { toPlain } from '../model/plain.ts';
import type { Plain } from '../model/present.ts';
import { isOnDemandView, plainView, type AnyView } from '../model/views/any-view.ts';
import { redacted } from '../text/redacted.ts';
import type { FeatureChange, FieldChange } from './report.ts';

/** Keys of two definitions of one thing, as they are written, whose values differ. Of an address the password is hidden. */
export function changedFields(old: Plain, now: Plain): FieldChange[] {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return keys.flatMap((field) => {
    const [before, after] = [said(old[field]), said(now[field])];
    return before === after ? [] : [{ field, old: before && redacted(before), new: after && redacted(after) }];
  });
}

function said(value: unknown): string | null {
  return value === undefined ? null : inline(value);
}

/** What has a name in two lists: added, removed, or said otherwise. */
export function changedFeatures(old: readonly Plain[], now: readonly Plain[]): FeatureChange[] {
  const nameOf = ({ name }: Plain) => String(name);
  const gone = old.filter((one) => !now.some((other) => other.name === one.name));
  return [
    ...now.flatMap((one): FeatureChange[] => {
      const before = old.find((other) => other.name === one.name);
      if (!before) return [{ feature: nameOf(one), change: 'added', fields: [] }];
      const fields = changedFields(before, one);
      return fields.length > 0 ? [{ feature: nameOf(one), change: 'changed', fields }] : [];
    }),
    ...gone.map((one): FeatureChange => ({ feature: nameOf(one), change: 'removed', fields: [] })),
  ];
}

/** A view as it is written but for its features, with what its source and its entities say of it: whatever its rows and values depend on. */
export function plainWithSource(view: AnyView, { sources, entities }: Definitions): Plain {
  const { features: _, aggregations: __, ...own } = plainView(view);
  if (isOnDemandView(view)) return own;
  const source = sources.find(({ name }) => name === view.source);
  const ofSource = source ? toPlain.sources(source) : { path: view.source };
  const keys = view.entities.flatMap((name) => entities.find((one) => one.name === name)?.joinKeys ?? []);
  return {
    ...own,
    'entities.join_keys': [...new Set(keys)].sort(),
    ...Object.fromEntries(Object.entries(ofSource).map(([key, value]) => [`source.${key}`, value])),
  };
}

/** A view's features as they are written; null where it lists none. */
export function plainFeaturesOf(view: AnyView): Plain[] | null {
  const { features, aggregations } = plainView(view) as { features?: Plain[]; aggregations?: Plain[] };
  return aggregations ?? features ?? null;
}
