import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { OnlineStore, StoredRecord } from '../online/online-store.ts';
import type { OnlineValue, Schema } from '../online/schema.ts';
import type { EntityKeys } from '../question/field.ts';
import { checkGiven, entityName } from './entity-name.ts';
import type { LookupFeature, LookupView } from './plan-lookup.ts';

/**
 * Of a value, spec section 4: there is no record of the entity (or it was written before the view had
 * this feature), its record is older than the TTL, or it is null or not.
 */
export type LookupStatus = 'present' | 'null' | 'missing' | 'expired';

export interface LookedUp {
  /** Null unless it is present, or a default stands in for what is missing or expired. */
  value: OnlineValue;
  status: LookupStatus;
  /** Of the record, an expired one too; null where there is none. */
  eventTimestamp: bigint | null;
  /** DuckDB's name of the type that it was written with. */
  type: string | null;
}

export interface LookupOptions {
  project: string;
  now: bigint;
  /** Puts a feature's default where it is missing or expired; a null that was written stays. */
  defaults: boolean;
}

/**
 * The online features of each entity, by output name, in one question to the store. Throws
 * `bad_option` for an entity that lacks a key, or has one that no view knows.
 */
export async function lookUp(
  store: OnlineStore,
  views: readonly LookupView[],
  entities: readonly EntityKeys[],
  options: LookupOptions,
  run?: Run,
): Promise<Record<string, LookedUp>[]> {
  const known = new Set(views.flatMap(({ columns }) => columns));
  for (const entity of entities) checkKeys(views, known, entity);
  const wanted = entities.flatMap((entity) =>
    views.map((view) => ({ view: view.name, entity: entityName(view, entity) })),
  );
  const records = await store.get(options.project, wanted, run);
  const readers = views.map((view) => reader(view, options));
  // To begin with all are missing. A copy with all names in it is filled much faster than an empty object.
  const missing = Object.fromEntries(
    views.flatMap((view) => view.features.map((one) => missingOf(view, one, options))),
  );
  return entities.map((_, e) => {
    const found = { ...missing };
    for (let v = 0; v < views.length; v++) {
      const record = records[e * views.length + v];
      if (record) readers[v]!(record, found);
    }
    return found;
  });
}

function missingOf({ ttl }: LookupView, feature: LookupFeature, { now, defaults }: LookupOptions): [string, LookedUp] {
  const { output, unseen, default: otherwise } = feature;
  const holds = unseen && (ttl === null || unseen.at >= now - ttl) ? unseen : null;
  const value = holds?.value ?? (defaults ? otherwise : null);
  const type = holds?.value == null ? null : 'BIGINT';
  return [output, { value, status: 'missing', eventTimestamp: holds?.at ?? null, type }];
}

/** Puts a view's features into what was found. Where they stand in a record is looked for once a layout. */
function reader({ ttl, features }: LookupView, { now, defaults }: LookupOptions) {
  const places = new Map<Schema, number[]>();
  const placesIn = (schema: Schema): number[] => {
    const known = places.get(schema);
    if (known) return known;
    const found = features.map((feature) => schema.features.findIndex(({ name }) => name === feature.name));
    places.set(schema, found);
    return found;
  };
  return (record: StoredRecord, found: Record<string, LookedUp>): void => {
    const { t: eventTimestamp, schema, values } = record;
    // Rule 2 of the join, at the time of reading.
    const isExpired = ttl !== null && eventTimestamp < now - ttl;
    const at = placesIn(schema);
    for (let f = 0; f < features.length; f++) {
      const place = at[f]!;
      if (place < 0) continue;
      const feature = features[f]!;
      const { type } = schema.features[place]!;
      const value = isExpired ? (defaults ? feature.default : null) : values[place]!;
      const status = isExpired ? 'expired' : value === null ? 'null' : 'present';
      found[feature.output] = { value, status, eventTimestamp, type };
    }
  };
}

function checkKeys(views: readonly LookupView[], known: ReadonlySet<string>, entity: EntityKeys): void {
  for (const { name, columns } of views) checkGiven(name, columns, entity);
  for (const name of Object.keys(entity)) {
    if (known.has(name)) continue;
    const near = nearest(name, [...known]);
    const expected = near ? `did you mean ${near}?` : `their keys are: ${[...known].join(', ')}`;
    throw new AsofError('bad_option', { message: `none of the views has a join key "${name}"`, expected });
  }
}
