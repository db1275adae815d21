import { duckdbType } from '../types/feast-dtype.ts';
import type { ComputedFeature, OnDemandInput, OnDemandView, RequestField } from './definitions.ts';
import { dtypes } from './dtypes.ts';
import { everyFeature, parseFeatureRef } from './feature-ref.ts';
import type { Fields } from './fields.ts';
import { readExpressionOf } from './read-expression-of.ts';

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
    description: fields.text('description'),
    owner: fields.text('owner'),
    tags: fields.textMap('tags', 'write {team: growth}'),
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
  return view
    .mappings('request', (number) => `request field ${number} of ${view.what}`)
    .map((fields) => {
      const name = fields.required('name', 'what the request calls it');
      if (name) fields.what = `request field "${name}" of ${view.what}`;
      const dtype = readType(fields);
      if (name === nowField && dtype !== 'Timestamp')
        fields.wrong(fields.start, `${fields.what} is the moment that is asked about`, 'write dtype: Timestamp');
      fields.done();
      return { name, dtype };
    });
}

function readComputed(view: Fields): ComputedFeature[] {
  const seen = new Set<string>();
  const all = view.mappings('features', (number) => `feature ${number} of ${view.what}`);
  if (all.length === 0) view.missing('features', 'write - {name: doubled, dtype: Float64, expression: "2 * amount"}');
  return all.map((fields) => {
    const name = fields.required('name', 'what the feature is called');
    if (name) fields.what = `feature "${name}" of ${view.what}`;
    if (seen.has(name.toLowerCase())) fields.wrong(fields.start, `${fields.what} is there twice`, 'keep one of them');
    seen.add(name.toLowerCase());
    if (!fields.node('expression')) fields.missing('expression', 'write what it is computed by: "2 * amount"');
    const expression = readExpressionOf(fields, 'expression') ?? '';
    const feature = { name, dtype: readType(fields), expression, description: fields.text('description') };
    fields.done();
    return feature;
  });
}

/** Required, and one that says a type to the digit: what is computed is cast to it. */
function readType(fields: Fields): string {
  const sure = dtypes.filter((dtype) => duckdbType(dtype) !== null);
  if (!fields.node('dtype')) fields.missing('dtype', `write one of ${sure.join(', ')}`);
  const text = fields.text('dtype');
  return text !== undefined && duckdbType(text) !== null ? text : (fields.oneOf('dtype', sure) ?? 'String');
}
