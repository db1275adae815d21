import { duckdbType } from '../../types/feast-dtype.ts';
import * as shape from '../../types/shape.ts';
import { dtypes } from '../dtypes.ts';
import { everyFeature, formatFeatureRef, parseFeatureRef } from '../feature-ref.ts';
import type { Fields } from '../fields.ts';
import { present, type Plain } from '../present.ts';
import { readExpressionOf } from '../read-expression-of.ts';
import { readListed } from './read-listed.ts';
import { saidOfView, type SaidOfView } from './said-of-view.ts';

/** A view whose features are computed from others and from the request, when they are asked for; spec section 2.1. */
export interface OnDemandView extends SaidOfView {
  name: string;
  inputs: OnDemandInput[];
  request: RequestField[];
  features: ComputedFeature[];
}

/** A feature of another view, under the name that expressions call it by. */
export interface OnDemandInput {
  name: string;
  view: string;
  feature: string;
}

/** What the request gives, in training a column of the labels. `now` is the moment that is asked about. */
export interface RequestField {
  name: string;
  dtype: string;
}

export interface ComputedFeature {
  name: string;
  dtype: string;
  /** As written. */
  expression: string;
  description?: string;
}

const { fields: shaped, listed, optional, shortText } = shape;

export const onDemandViewShape: shape.Check<OnDemandView> = shaped({
  name: shortText,
  inputs: listed(shaped({ name: shortText, view: shortText, feature: shortText })),
  request: listed(shaped({ name: shortText, dtype: shortText })),
  features: listed(
    shaped({ name: shortText, dtype: shortText, expression: shortText, description: optional(shortText) }),
  ),
  ...saidOfView.shape,
});

/** The request field that nobody has to give: the label's time in training, the moment of reading online. */
export const nowField = 'now';

/** A view of spec 2.1 that computes when it is asked, of fields that may stand among others. Whether its inputs are there is looked at when all views are read. */
export function readOnDemandView(name: string, fields: Fields): OnDemandView {
  const inputs = readInputs(fields);
  const request = readRequest(fields);
  const names = [...inputs, ...request].map((one) => one.name.toLowerCase());
  const twice = [...inputs, ...request].find((one, i) => names.indexOf(one.name.toLowerCase()) < i);
  if (twice)
    fields.wrong(
      fields.node('inputs') ?? fields.start,
      `${fields.what} reads two things that are called "${twice.name}"`,
      `give inputs names of their own: inputs: {a: "view:${twice.name}"}`,
    );
  if (inputs.length === 0) fields.missing('inputs', 'write a list: ["view:feature"]');
  return {
    name,
    inputs,
    request,
    features: readComputed(fields),
    ...saidOfView.read(fields),
  };
}

/** A list of `view:feature`, or where two have one name a mapping from names of their own. */
function readInputs(fields: Fields): OnDemandInput[] {
  const expected = 'write a list: ["view:feature"]';
  const one = (name: string | null, text: string): OnDemandInput[] => {
    const { view, feature } = parseFeatureRef(text);
    if (feature !== everyFeature) return [{ name: name ?? feature, view, feature }];
    fields.wrong(fields.node('inputs')!, `inputs of ${fields.what} has "${text}", which names no feature`, expected);
    return [];
  };
  if (fields.isMapping('inputs'))
    return Object.entries(fields.textMap('inputs', expected) ?? {}).flatMap(([name, text]) => one(name, text));
  return fields.texts('inputs', expected).flatMap(({ text }) => one(null, text));
}

function readRequest(view: Fields): RequestField[] {
  return readListed(view, 'request', 'request field', 'what the request calls it', (name, fields) => {
    const dtype = readType(fields);
    if (name === nowField && dtype !== 'Timestamp')
      fields.wrong(fields.start, `${fields.what} is the moment that is asked about`, 'write dtype: Timestamp');
    return { name, dtype };
  });
}

function readComputed(view: Fields): ComputedFeature[] {
  const all = readListed(view, 'features', 'feature', 'what the feature is called', (name, fields) => {
    if (!fields.node('expression')) fields.missing('expression', 'write what it is computed by: "2 * amount"');
    const expression = readExpressionOf(fields, 'expression') ?? '';
    return { name, dtype: readType(fields), expression, description: fields.text('description') };
  });
  if (all.length === 0) view.missing('features', 'write - {name: doubled, dtype: Float64, expression: "2 * amount"}');
  return all;
}

/** Required, and one that says a type to the digit: what is computed is cast to it. */
function readType(fields: Fields): string {
  const sure = dtypes.filter((dtype) => duckdbType(dtype) !== null);
  if (!fields.node('dtype')) fields.missing('dtype', `write one of ${sure.join(', ')}`);
  const text = fields.text('dtype');
  return text !== undefined && duckdbType(text) !== null ? text : (fields.oneOf('dtype', sure) ?? 'String');
}

/** The inverse of reading one. */
export function plainOnDemandView(view: OnDemandView): Plain {
  const { name, inputs, request, features } = view;
  const isNamed = inputs.some((input) => input.name !== input.feature);
  const refs = inputs.map((input) => [input.name, formatFeatureRef(input)] as const);
  return {
    name,
    on_demand: true,
    inputs: inputs.length === 0 ? undefined : isNamed ? Object.fromEntries(refs) : refs.map(([, ref]) => ref),
    request: request.length === 0 ? undefined : request,
    features: features.map(({ dtype, expression, ...feature }) =>
      present({ name: feature.name, dtype, expression, description: feature.description }),
    ),
    ...saidOfView.plain(view),
  };
}
