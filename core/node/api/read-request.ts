import { AsofError } from '../../errors/asof-error.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { Entity } from '../../model/definitions.ts';
import { parseFeatureRef } from '../../model/feature-ref.ts';
import type { EntityKeys } from '../../question/field.ts';
import type { LookupQuestion } from '../../question/lookup.ts';

/** More in one request would keep others waiting. */
export const mostEntities = 10_000;

type Body = Record<string, unknown>;

/** The look-up that the body of `POST /features` asks for, in either form of spec section 9. Throws `bad_option`. */
export function readRequest(body: unknown, entities: readonly Entity[]): LookupQuestion {
  if (!isObject(body)) throw wrong('the body is not a JSON object', '{"service": "s", "entities": {"key": ["1"]}}');
  const isShort = 'entity_type' in body;
  onlyFields(body, isShort ? ['entity_type', 'entity_ids', 'feature_names'] : longFields);
  return isShort ? shortForm(body, entities) : longForm(body);
}

const longFields = ['service', 'features', 'entities', 'request'];

function shortForm({ entity_type: type, entity_ids: ids, feature_names: names }: Body, entities: readonly Entity[]) {
  if (typeof type !== 'string') throw wrong('entity_type is not text', 'name an entity of asof.yaml');
  const entity = entities.find(({ name }) => name === type);
  if (!entity) {
    const known = entities.map(({ name }) => name);
    throw unknownName('entity', type, known);
  }
  const [key, ...more] = entity.joinKeys;
  if (key === undefined || more.length > 0)
    throw wrong(`${type} has ${entity.joinKeys.length} join keys`, 'ask with "entities": {"key": [..], ..}');
  return { features: refs(names, 'feature_names'), entities: rows({ [key]: ids }, 'entity_ids') };
}

function longForm({ service, features, entities, request = {} }: Body): LookupQuestion {
  if ((service === undefined) === (features === undefined))
    throw wrong('either service or features is needed', '"service": "s", or "features": ["view:feature"]');
  if (service !== undefined && typeof service !== 'string')
    throw wrong('service is not text', 'name a feature service');
  if (!isObject(entities)) throw wrong('entities is not an object', '"entities": {"key": [..]}');
  if (!isObject(request)) throw wrong('request is not an object', '"request": {"field": value}');
  const fields = Object.entries(request).map(([name, value]) => [name, asText(value, `request.${name}`)] as const);
  return {
    ...(typeof service === 'string' ? { service } : { features: refs(features, 'features') }),
    entities: rows(entities, 'entities'),
    ...(fields.length > 0 && { request: [Object.fromEntries(fields)] }),
  };
}

function refs(names: unknown, field: string) {
  if (!isList(names) || names.length === 0) throw wrong(`${field} is not a list of features`, '["view:feature"]');
  return names.map((name) => {
    if (typeof name !== 'string') throw wrong(`${field} holds what is not text`, '["view:feature"]');
    return parseFeatureRef(name);
  });
}

function rows(columns: Body, field: string): EntityKeys[] {
  const lists = Object.entries(columns).map(([key, values]) => {
    if (!isList(values)) throw wrong(`${field} has no list of values for ${key}`, `"${key}": ["1", "2"]`);
    return { key, values };
  });
  const count = lists[0]?.values.length ?? 0;
  if (count > mostEntities) throw wrong(`${count} entities are too many`, `ask for at most ${mostEntities} at once`);
  const ragged = lists.find(({ values }) => values.length !== count);
  if (ragged)
    throw wrong(`${ragged.key} has ${ragged.values.length} values, ${lists[0]!.key} ${count}`, 'one for each entity');
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(lists.map(({ key, values }) => [key, asText(values[i], key)])),
  );
}

function asText(value: unknown, of: string): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  // What JSON.parse has rounded already would be another entity.
  if (typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value))) return String(value);
  if (typeof value === 'number') throw wrong(`${of} holds a number beyond 2^53`, 'write it as text');
  throw wrong(`${of} holds what is neither text, number nor boolean`, 'write each value as text');
}

function onlyFields(body: Body, known: readonly string[]): void {
  const other = Object.keys(body).find((name) => !known.includes(name));
  if (other !== undefined) throw unknownName('field of a request', other, known);
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function wrong(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
