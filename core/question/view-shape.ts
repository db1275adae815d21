import { aggregateFunctions, type FeatureView, type OnDemandView } from '../model/definitions.ts';
import * as shape from './shape.ts';

const { fields, listed, nullable, optional, shortText, spanOfTime, textMap, trueOrFalse } = shape;

const said = { description: optional(shortText), owner: optional(shortText), tags: optional(textMap) };

const ofRows: shape.Check<FeatureView> = fields({
  name: shortText,
  entities: listed(shortText),
  source: shortText,
  ttl: nullable(spanOfTime),
  online: trueOrFalse,
  features: nullable(listed(fields({ name: shortText, dtype: optional(shortText), description: said.description }))),
  aggregations: optional(
    listed(
      fields({
        name: shortText,
        function: shape.oneOf(...aggregateFunctions),
        column: optional(shortText),
        window: nullable(spanOfTime),
        filter: optional(shortText),
        description: said.description,
      }),
    ),
  ),
  ...said,
  freshness: optional(fields({ maxStaleness: optional(spanOfTime), alertThreshold: optional(spanOfTime) })),
});

const onDemand: shape.Check<OnDemandView> = fields({
  name: shortText,
  inputs: listed(fields({ name: shortText, view: shortText, feature: shortText })),
  request: listed(fields({ name: shortText, dtype: shortText })),
  features: listed(fields({ name: shortText, dtype: shortText, expression: shortText, description: said.description })),
  ...said,
});

/** A view as a page sends it. What it means is looked at where it is read as a part of the definitions. */
export const viewShape: shape.Check<FeatureView | OnDemandView> = (value, place) =>
  typeof value === 'object' && value !== null && 'inputs' in value ? onDemand(value, place) : ofRows(value, place);
