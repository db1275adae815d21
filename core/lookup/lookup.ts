import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { entityKey } from '../online/keys.ts';
import type { OnlineStore, StoredRecord } from '../online/online-store.ts';
import type { OnlineValue } from '../online/schema.ts';
import { parseKey } from './parse-key.ts';
import type { LookupFeature, LookupView } from './plan.ts';

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

/** An entity's join keys, as text by name. */
export type Entity = Readonly<Record<string, string>>;

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
export async function lookup(
  store: OnlineStore,
  views: readonly LookupView[],
  entities: readonly Entity[],
  options: LookupOptions,
  run?: Run,
): Promise<Record<string, LookedUp>[]> {
  for (const entity of entities) checkKeys(views, entity);
  const wanted = entities.flatMap((entity) => views.map((view) => ({ view: view.name, entity: nameOf(view, entity) })));
  const records = await store.get(options.project, wanted, run);
  return entities.map((_, e) => {
    const found: Record<string, LookedUp> = {};
    views.forEach((view, v) => {
      const record = records[e * views.length + v] ?? null;
      for (const feature of view.features) found[feature.output] = read(record, view, feature, options);
    });
    return found;
  });
}

function read(
  record: StoredRecord | null,
  view: LookupView,
  feature: LookupFeature,
  { now, defaults }: LookupOptions,
): LookedUp {
  const place = record ? record.schema.features.findIndex(({ name }) => name === feature.name) : -1;
  const otherwise = defaults ? feature.default : null;
  if (!record || place < 0) return { value: otherwise, status: 'missing', eventTimestamp: null, type: null };
  const { type } = record.schema.features[place]!;
  const found = { eventTimestamp: record.t, type };
  // Rule 2 of the join, at the time of reading.
  if (view.ttl !== null && record.t < now - view.ttl) return { value: otherwise, status: 'expired', ...found };
  const value = record.values[place]!;
  return { value, status: value === null ? 'null' : 'present', ...found };
}

function nameOf(view: LookupView, entity: Entity): string {
  return entityKey(
    view.keys,
    view.keys.map((key) => parseKey(key, entity[key.name]!)),
  )!;
}

function checkKeys(views: readonly LookupView[], entity: Entity): void {
  for (const { name, keys } of views) {
    const lacking = keys.find((key) => entity[key.name] === undefined);
    if (!lacking) continue;
    const message = `${name} is looked up by ${keys.map((key) => key.name).join(' and ')}, and ${lacking.name} is not given`;
    throw new AsofError('bad_option', {
      message,
      expected: `write ${keys.map((key) => `${key.name}=VALUE`).join(',')}`,
    });
  }
  const known = views.flatMap(({ keys }) => keys.map((key) => key.name));
  for (const name of Object.keys(entity)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const expected = near ? `did you mean ${near}?` : `their keys are: ${[...new Set(known)].join(', ')}`;
    throw new AsofError('bad_option', { message: `none of the views has a join key "${name}"`, expected });
  }
}
