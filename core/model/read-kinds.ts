import { isScalar, type Node } from 'yaml';
import type {
  Entity,
  Feature,
  FeatureRef,
  FeatureService,
  FeatureView,
  LabelTable,
  OnDemandView,
  Source,
} from './definitions.ts';
import { dtypes } from './dtypes.ts';
import { everyFeature, parseFeatureRef } from './feature-ref.ts';
import { Fields } from './fields.ts';
import { readAggregations } from './read-aggregations.ts';
import { readOnDemandView } from './read-on-demand.ts';
import { isPath } from './path.ts';
import { readFileOptions, readTimeOptions } from './read-files.ts';

export type Kind = 'entity' | 'source' | 'feature view' | 'feature service' | 'label table';

/** What was read before and may be referred to, whether it was sound or not. */
export interface Known {
  names(what: 'entity' | 'source' | 'feature view'): string[];
  /** Null where the view does not list them. */
  features(view: string): string[] | null;
}

interface Item {
  text: string;
  node: Node;
}

export function readEntity(name: string, fields: Fields): Entity {
  const keys = fields.requiredTexts('join_keys', 'write a list of columns: [customer_id]');
  const entity = { name, joinKeys: distinct(fields, 'join_keys', keys), description: fields.text('description') };
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

export function readView(name: string, fields: Fields, known: Known): FeatureView | OnDemandView {
  const view = readViewAmong(name, fields, known);
  fields.done();
  return view;
}

/** A view whose fields stand among others. @param known Null: names are looked up later. */
export function readViewAmong(name: string, fields: Fields, known: Known | null): FeatureView | OnDemandView {
  if (fields.flag('on_demand')) return readOnDemandView(name, fields);
  const source = fields.required('source', 'the name of a source, or a file');
  if (source && !isPath(source)) checkName(fields, 'source', source, fields.node('source')!, known);
  const aggregations = fields.node('aggregations') ? readAggregations(fields) : undefined;
  return {
    name,
    entities: readViewEntities(fields, known),
    source,
    ttl: fields.duration('ttl'),
    online: fields.flag('online') ?? true,
    features:
      aggregations?.map(({ name: feature, description }) => ({ name: feature, description })) ?? readFeatures(fields),
    aggregations,
    description: fields.text('description'),
    owner: fields.text('owner'),
    tags: fields.textMap('tags', 'write {team: growth}'),
    freshness: readFreshness(fields),
  };
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
    entities: readEntities(fields, fields.texts('entities', 'write a list: [customer]'), known),
    timestampField: fields.required('timestamp_field', 'the column with the moment to predict at'),
    ...readTimeOptions(fields),
    ...readFileOptions(fields),
    target: fields.text('target'),
    description: fields.text('description'),
  };
  fields.done();
  return labels;
}

function readFeatures(view: Fields): Feature[] | null {
  if (view.node('features') === null) return null;
  const seen = new Set<string>();
  return view
    .mappings('features', (number) => `feature ${number} of ${view.what}`)
    .map((fields) => {
      const name = fields.required('name', 'the column, or the name that field_mapping gives it');
      if (name) fields.what = `feature "${name}" of ${view.what}`;
      if (name && seen.has(name.toLowerCase()))
        fields.wrong(fields.start, `${fields.what} is there twice`, 'keep one of them');
      seen.add(name.toLowerCase());
      const feature = {
        name,
        dtype: readDtype(fields),
        description: fields.text('description'),
        default: readDefault(fields),
      };
      fields.done();
      return feature;
    });
}

function readDtype(fields: Fields): string | undefined {
  const node = fields.node('dtype');
  const [array, item] = /^(?:Array|Set)\((\w+)\)$/.exec(isScalar(node) ? String(node.value) : '') ?? [];
  return item !== undefined && dtypes.includes(item) ? array : fields.oneOf('dtype', dtypes);
}

function readDefault(fields: Fields): Feature['default'] {
  const node = fields.node('default');
  if (node === null) return undefined;
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'string') return fields.text('default');
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  fields.wrong(node, `default of ${fields.what} is not a value`, 'write text, a number, true or false');
  return undefined;
}

function readFreshness(view: Fields): FeatureView['freshness'] {
  const fields = view.inner('freshness', 'write {max_staleness: 24h, alert_threshold: 20h}');
  if (!fields) return undefined;
  const freshness = {
    maxStaleness: fields.duration('max_staleness') ?? undefined,
    alertThreshold: fields.duration('alert_threshold') ?? undefined,
  };
  fields.done();
  return freshness;
}

/** The empty list is said, not left out: such a view has one history for everybody. */
function readViewEntities(fields: Fields, known: Known | null): string[] {
  const expected = 'write a list: [customer], or [] for one history that everybody shares';
  if (fields.node('entities') === null) fields.missing('entities', expected);
  return readEntities(fields, fields.texts('entities', expected), known);
}

function readEntities(fields: Fields, texts: readonly Item[], known: Known | null): string[] {
  for (const { text, node } of texts) checkName(fields, 'entity', text, node, known);
  return distinct(fields, 'entities', texts);
}

function distinct(fields: Fields, key: string, texts: readonly Item[]): string[] {
  texts.forEach(({ text, node }, i) => {
    if (texts.findIndex((other) => other.text === text) < i)
      fields.wrong(node, `"${text}" is twice in ${key} of ${fields.what}`, 'write it once');
  });
  return texts.map(({ text }) => text);
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

function checkName(
  fields: Fields,
  what: 'entity' | 'source' | 'feature view',
  name: string,
  node: Node,
  known: Known | null,
): void {
  if (!known) return;
  const names = known.names(what);
  if (!names.includes(name)) fields.unknown(node, what, name, names);
}

function checkFeature(fields: Fields, ref: FeatureRef, node: Node, known: Known): void {
  if (isPath(ref.view)) return;
  checkName(fields, 'feature view', ref.view, node, known);
  const features = known.features(ref.view);
  if (features && ref.feature !== everyFeature && !features.includes(ref.feature))
    fields.unknown(node, `feature of ${ref.view}`, ref.feature, features);
}
