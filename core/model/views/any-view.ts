import type { Check } from '../../types/shape.ts';
import type { Fields } from '../fields.ts';
import type { Known } from '../known.ts';
import type { Plain } from '../present.ts';
import { featureViewShape, plainFeatureView, readFeatureView, type FeatureView } from './feature-view.ts';
import { onDemandViewShape, plainOnDemandView, readOnDemandView, type OnDemandView } from './on-demand-view.ts';

/** Whatever `feature_views` of an `asof.yaml` may hold. */
export type AnyView = FeatureView | OnDemandView;

export function isOnDemandView(view: AnyView): view is OnDemandView {
  return 'inputs' in view;
}

/** A view as a page sends it. What it means is looked at where it is read as a part of the definitions. */
export const anyViewShape: Check<AnyView> = (value, place) =>
  typeof value === 'object' && value !== null && 'inputs' in value
    ? onDemandViewShape(value, place)
    : featureViewShape(value, place);

export function readView(name: string, fields: Fields, known: Known): AnyView {
  const view = readViewAmong(name, fields, known);
  fields.done();
  return view;
}

/** A view whose fields stand among others. @param known Null: names are looked up later. */
export function readViewAmong(name: string, fields: Fields, known: Known | null): AnyView {
  return fields.flag('on_demand') ? readOnDemandView(name, fields) : readFeatureView(name, fields, known);
}

/** The inverse of reading one. */
export function plainView(view: AnyView): Plain {
  return isOnDemandView(view) ? plainOnDemandView(view) : plainFeatureView(view);
}
