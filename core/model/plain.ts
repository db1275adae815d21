import { formatDuration } from '../time/duration.ts';
import type { Definitions, FileOptions, TextOptions, TimeOptions } from './definitions.ts';
import { everyFeature, formatFeatureRef, type FeatureRef } from './feature-ref.ts';
import { present, type Plain } from './present.ts';
import { plainView, type AnyView } from './views/any-view.ts';

/** The lists of `asof.yaml`, and what each holds. */
export interface Sections {
  entities: Definitions['entities'][number];
  sources: Definitions['sources'][number];
  feature_views: AnyView;
  feature_services: Definitions['featureServices'][number];
  labels: Definitions['labels'][number];
}

/** The inverse of reading one definition. */
export const toPlain: { [Section in keyof Sections]: (definition: Sections[Section]) => Plain } = {
  entities: (entity) => ({ name: entity.name, join_keys: entity.joinKeys, description: entity.description }),
  sources: (source) => ({
    name: source.name,
    path: source.path,
    timestamp_field: source.timestampField,
    created_timestamp_field: source.createdTimestampField,
    available_at: source.availableAt,
    available_after: source.availableAfter && formatDuration(source.availableAfter),
    dedupe_by: source.dedupeBy?.length === 1 ? source.dedupeBy[0] : source.dedupeBy,
    ...times(source),
    ...files(source),
    field_mapping: source.fieldMapping,
    description: source.description,
  }),
  feature_views: plainView,
  feature_services: (service) => ({
    name: service.name,
    features: plainFeatures(service.features),
    description: service.description,
  }),
  labels: (labels) => ({
    name: labels.name,
    path: labels.path,
    entities: labels.entities.length ? labels.entities : undefined,
    timestamp_field: labels.timestampField,
    ...times(labels),
    ...files(labels),
    target: labels.target,
    description: labels.description,
  }),
};

/** One mapping for the features of a view that is joined under a name or on columns of its own. */
export function plainFeatures(refs: readonly FeatureRef[]): unknown[] {
  const written: unknown[] = [];
  const joined = new Map<string, Plain & { features?: string[] }>();
  for (const ref of refs) {
    if (ref.as === undefined && ref.on === undefined) {
      written.push(formatFeatureRef(ref));
      continue;
    }
    const { view, as, on } = ref;
    const key = JSON.stringify([view, as, on]);
    const item = joined.get(key) ?? present({ view, as, on });
    if (!joined.has(key)) written.push(item);
    joined.set(key, item);
    if (ref.feature !== everyFeature) item.features = [...((item.features as string[] | undefined) ?? []), ref.feature];
  }
  return written;
}

function times({ timestampUnit, timestampFormats, timezone }: TimeOptions): Plain {
  const format = timestampFormats?.length === 1 ? timestampFormats[0] : timestampFormats;
  return { timestamp_unit: timestampUnit, timestamp_format: format, timezone };
}

function files({ format, read, columns, unreadable, partitions }: FileOptions): Plain {
  return { format, read: read && textOptions(read), columns, unreadable, partitions };
}

function textOptions({ skipLines, nullValues, ...rest }: TextOptions): Plain {
  return present({ ...rest, skip_lines: skipLines, null_values: nullValues });
}
