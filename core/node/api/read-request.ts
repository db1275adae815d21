import { AsofError } from '../../errors/asof-error.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { Entity } from '../../model/definitions.ts';
import { parseFeatureRef } from '../../model/feature-ref.ts';
import type { EntityKeys } from '../../question/field.ts';
import type { LookupQuestion } from '../../question/lookup.ts';
import type { LongRequest, ShortRequest } from './schemas.ts';

/** The look-up that a body of `POST /features` asks for, which its schema has let through. Throws `bad_option`, `unknown_name`. */
export function readRequest(body: ShortRequest | LongRequest, entities: readonly Entity[]): LookupQuestion {
  return 'entity_type' in body ? shortForm(body, entities) : longForm(body);
}

function shortForm(body: ShortRequest, entities: readonly Entity[]): LookupQuestion {
  const { entity_type: type, entity_ids: ids, feature_names: names } = body;
  const entity = entities.find(({ name }) => name === type);
  if (!entity) {
    const known = entities.map(({ name }) => name);
    throw unknownName('entity', type, known);
  }
  const [key, ...more] = entity.joinKeys;
  if (key === undefined || more.length > 0)
    throw wrong(`${type} has ${entity.joinKeys.length} join keys`, 'ask with "entities": {"key": [..], ..}');
  return { features: names.map(parseFeatureRef), entities: entityRows({ [key]: ids }) };
}

function longForm({ service, features = [], entities, request = {} }: LongRequest): LookupQuestion {
  if ((service === undefined) === (features.length === 0))
    throw wrong('either service or features is needed', '"service": "s", or "features": ["view:feature"]');
  const fields = Object.entries(request).map(([name, value]) => [name, asText(value, `request.${name}`)] as const);
  return {
    ...(service === undefined ? { features: features.map(parseFeatureRef) } : { service }),
    entities: entityRows(entities),
    ...(fields.length > 0 && { request: [Object.fromEntries(fields)] }),
  };
}

/** Columns of keys as rows. Throws `bad_option` where they are not of one length. */
export function entityRows(columns: Record<string, readonly unknown[]>): EntityKeys[] {
  const lists = Object.entries(columns);
  const count = lists[0]?.[1].length ?? 0;
  const ragged = lists.find(([, values]) => values.length !== count);
  if (ragged)
    throw wrong(`${ragged[0]} has ${ragged[1].length} values, ${lists[0]![0]} ${count}`, 'one for each entity');
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(lists.map(([key, values]) => [key, asText(values[i], key)])),
  );
}

function asText(value: unknown, of: string): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  // What JSON.parse has rounded already would be another entity.
  if (typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value))) return String(value);
  if (typeof value === 'number') throw wrong(`${of} holds a number beyond 2^53`, 'write it as text');
  throw wrong(`${of} holds what is neither text, number nor boolean`, 'write each value as text');
}

function wrong(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
