import { formatDuration } from '../time/duration.ts';
import type { Definitions } from './definitions.ts';
import { formatFeatureRef } from './feature-ref.ts';

/** The lists of `asof.yaml`, and what each holds. */
export interface Sections {
  entities: Definitions['entities'][number];
  sources: Definitions['sources'][number];
  feature_views: Definitions['featureViews'][number];
  feature_services: Definitions['featureServices'][number];
  labels: Definitions['labels'][number];
}

/** A definition as `asof.yaml` writes it, keys in the order in which they are written; undefined is left out. */
export type Plain = Record<string, unknown>;

/** The inverse of reading one definition. */
export const toPlain: { [Section in keyof Sections]: (definition: Sections[Section]) => Plain } = {
  entities: (entity) => ({ name: entity.name, join_keys: entity.joinKeys, description: entity.description }),
  sources: (source) => ({
    name: source.name,
    path: source.path,
    timestamp_field: source.timestampField,
    created_timestamp_field: source.createdTimestampField,
    available_at: source.availableAt,
    timestamp_unit: source.timestampUnit,
    field_mapping: source.fieldMapping,
    description: source.description,
  }),
  feature_views: (view) => ({
    name: view.name,
    entities: view.entities,
    source: view.source,
    ttl: view.ttl === null ? undefined : formatDuration(view.ttl),
    online: view.online ? undefined : false,
    features: view.features?.map(({ name, dtype, description, default: otherwise }) =>
      present({ name, dtype, description, default: otherwise }),
    ),
    description: view.description,
    owner: view.owner,
    tags: view.tags,
    freshness: view.freshness && freshness(view.freshness),
  }),
  feature_services: (service) => ({
    name: service.name,
    features: service.features.map(formatFeatureRef),
    description: service.description,
  }),
  labels: (labels) => ({
    name: labels.name,
    path: labels.path,
    entities: labels.entities.length ? labels.entities : undefined,
    timestamp_field: labels.timestampField,
    timestamp_unit: labels.timestampUnit,
    target: labels.target,
    description: labels.description,
  }),
};

function freshness({ maxStaleness, alertThreshold }: { maxStaleness?: bigint; alertThreshold?: bigint }): Plain {
  return present({
    max_staleness: maxStaleness && formatDuration(maxStaleness),
    alert_threshold: alertThreshold && formatDuration(alertThreshold),
  });
}

/** Without the keys that have no value. */
export function present(plain: Plain): Plain {
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
}
