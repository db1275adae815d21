import { isScalar } from 'yaml';
import { formatDuration } from '../../time/duration.ts';
import * as shape from '../../types/shape.ts';
import { dtypes } from '../dtypes.ts';
import type { Fields } from '../fields.ts';
import { checkName, readEntityNames, type Known } from '../known.ts';
import { isPath } from '../path.ts';
import { present, type Plain } from '../present.ts';
import { aggregationsShape, plainAggregations, readAggregations, type Aggregation } from './aggregations.ts';
import { readListed } from './read-listed.ts';
import { saidOfView, type SaidOfView } from './said-of-view.ts';

export interface Feature {
  name: string;
  /** Feast's names: Int64, Float64, String, Bool, Timestamp, .. */
  dtype?: string;
  description?: string;
  default?: string | number | boolean;
}

/** A view that has rows: those of its source, or what it makes of them. */
export interface FeatureView extends SaidOfView {
  name: string;
  entities: string[];
  source: string;
  /** Microseconds; null is no limit. */
  ttl: bigint | null;
  online: boolean;
  /** Null: every column that is not a key or a timestamp. */
  features: Feature[] | null;
  /** Of a view of windowed aggregates; `features` has their names then. */
  aggregations?: Aggregation[];
  freshness?: { maxStaleness?: bigint; alertThreshold?: bigint };
}

const { fields: shaped, listed, nullable, optional, shortText, spanOfTime } = shape;

const featureShape: shape.Check<Feature> = shaped({
  name: shortText,
  dtype: optional(shortText),
  description: optional(shortText),
  default: optional(shape.scalar),
});

export const featureViewShape: shape.Check<FeatureView> = shaped({
  name: shortText,
  entities: listed(shortText),
  source: shortText,
  ttl: nullable(spanOfTime),
  online: shape.trueOrFalse,
  features: nullable(listed(featureShape)),
  aggregations: optional(aggregationsShape),
  ...saidOfView.shape,
  freshness: optional(shaped({ maxStaleness: optional(spanOfTime), alertThreshold: optional(spanOfTime) })),
});

/** Of fields that may stand among others. @param known Null: names are looked up later. */
export function readFeatureView(name: string, fields: Fields, known: Known | null): FeatureView {
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
    ...saidOfView.read(fields),
    freshness: readFreshness(fields),
  };
}

/** The inverse of reading one. */
export function plainFeatureView(view: FeatureView): Plain {
  return {
    name: view.name,
    entities: view.entities,
    source: view.source,
    ttl: view.ttl === null ? undefined : formatDuration(view.ttl),
    online: view.online ? undefined : false,
    aggregations: view.aggregations && plainAggregations(view.aggregations),
    features: (view.aggregations ? null : view.features)?.map(({ name, dtype, description, default: otherwise }) =>
      present({ name, dtype, description, default: otherwise }),
    ),
    ...saidOfView.plain(view),
    freshness: view.freshness && plainFreshness(view.freshness),
  };
}

function readFeatures(view: Fields): Feature[] | null {
  if (view.node('features') === null) return null;
  const hint = 'the column, or the name that field_mapping gives it';
  return readListed(view, 'features', 'feature', hint, (name, fields) => ({
    name,
    dtype: readDtype(fields),
    description: fields.text('description'),
    default: readDefault(fields),
  }));
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
  return readEntityNames(fields, fields.texts('entities', expected), known);
}

function plainFreshness({ maxStaleness, alertThreshold }: NonNullable<FeatureView['freshness']>): Plain {
  return present({
    max_staleness: maxStaleness && formatDuration(maxStaleness),
    alert_threshold: alertThreshold && formatDuration(alertThreshold),
  });
}
