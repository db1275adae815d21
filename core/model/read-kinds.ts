import type { Node } from 'yaml';
import type { Entity, FeatureService, LabelTable, Source } from './definitions.ts';
import { everyFeature, parseFeatureRef, type FeatureRef } from './feature-ref.ts';
import { Fields } from './fields.ts';
import { checkName, distinctTexts, readEntityNames, type Known } from './known.ts';
import { isPath } from './path.ts';
import { readFileOptions, readTimeOptions } from './read-files.ts';

export function readEntity(name: string, fields: Fields): Entity {
  const keys = fields.requiredTexts('join_keys', 'write a list of columns: [customer_id]');
  const entity = { name, joinKeys: distinctTexts(fields, 'join_keys', keys), description: fields.text('description') };
  fields.done();
  return entity;
}

export function readSource(name: string, fields: Fields): Source {
  const source: Source = {
    name,
    path: fields.required('path', 'a file, a glob or a folder, relative to asof.yaml'),
    timestampField: fields.required('timestamp_field', 'the column that says when a row was true'),
    createdTimestampField: fields.text('created_timestamp_field'),
    availableAt: fields.text('available_at'),
    availableAfter: fields.duration('available_after') ?? undefined,
    ...(fields.node('dedupe_by') && {
      dedupeBy: fields.oneOrMore('dedupe_by', 'write a column, or a list of columns'),
    }),
    ...readTimeOptions(fields),
    ...readFileOptions(fields),
    fieldMapping: fields.textMap('field_mapping', 'write {column of the file: name used here}'),
    description: fields.text('description'),
  };
  if (source.availableAt !== undefined && source.availableAfter !== undefined) {
    const message = `${fields.what} has available_at and available_after`;
    fields.wrong(fields.node('available_after')!, message, 'keep the one that says when a row was known');
  }
  const names = Object.values(source.fieldMapping ?? {});
  const twice = names.find((one, i) => names.indexOf(one) < i);
  if (twice !== undefined)
    fields.wrong(
      fields.node('field_mapping')!,
      `field_mapping of ${fields.what} calls two columns "${twice}"`,
      'rename one',
    );
  fields.done();
  return source;
}

export function readService(name: string, fields: Fields, known: Known): FeatureService {
  const features = readServiceFeatures(fields, known);
  const service = { name, features, description: fields.text('description') };
  fields.done();
  return service;
}

export function readLabels(name: string, fields: Fields, known: Known): LabelTable {
  const labels: LabelTable = {
    name,
    path: fields.required('path', 'a file, a glob or a folder, relative to asof.yaml'),
    entities: readEntityNames(fields, fields.texts('entities', 'write a list: [customer]'), known),
    timestampField: fields.required('timestamp_field', 'the column with the moment to predict at'),
    ...readTimeOptions(fields),
    ...readFileOptions(fields),
    target: fields.text('target'),
    description: fields.text('description'),
  };
  fields.done();
  return labels;
}

/** Texts `view:feature`, and mappings for a view that is joined on other columns, under a name of its own. */
function readServiceFeatures(fields: Fields, known: Known): FeatureRef[] {
  const expected = 'write a list: ["view:feature"]';
  const items = fields.items('features', expected, (number) => `feature ${number} of ${fields.what}`);
  if (items.length === 0) fields.missing('features', expected);
  return items.flatMap((item) => {
    if (item instanceof Fields) return readJoinedView(item, known);
    const ref = parseFeatureRef(item.text);
    checkFeature(fields, ref, item.node, known);
    return [ref];
  });
}

/** A view that is joined on other columns or under a name of its own. @param known Null: names are looked up later. */
export function readJoinedView(fields: Fields, known: Known | null): FeatureRef[] {
  const view = fields.required('view', 'the name of a feature view');
  const as = fields.text('as');
  const on = fields.textMap('on', 'write {join key of the view: column of the labels}');
  const listed = fields.texts('features', 'write a list: [temperature]');
  const names = listed.length ? listed : [{ text: everyFeature, node: fields.start }];
  fields.done();
  return names.map(({ text, node }) => {
    const ref: FeatureRef = { view, feature: text, ...(as !== undefined && { as }), ...(on && { on }) };
    if (view && known) checkFeature(fields, ref, node, known);
    return ref;
  });
}

function checkFeature(fields: Fields, ref: FeatureRef, node: Node, known: Known): void {
  if (isPath(ref.view)) return;
  checkName(fields, 'feature view', ref.view, node, known);
  const features = known.features(ref.view);
  if (features && ref.feature !== everyFeature && !features.includes(ref.feature))
    fields.unknown(node, `feature of ${ref.view}`, ref.feature, features);
}
