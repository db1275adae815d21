import { unknownName } from '../errors/unknown-name.ts';
import { formatDuration } from '../time/duration.ts';
import type { Definitions, OnlineStoreDefinition } from './definitions.ts';
import { addItem, addMapping, findItem, findMapping, inline, setField, setMappingField } from './edit-text.ts';
import type { Env } from './reading.ts';
import { present, type Plain } from './present.ts';
import { toPlain, type Sections } from './plain.ts';
import { readDefinitions } from './read.ts';

/** The text of a new `asof.yaml`. */
export function newDefinitions(definitions: Definitions): string {
  let text = `project: ${inline(definitions.project)}\n`;
  if (definitions.naming !== undefined) text += `naming: ${inline(definitions.naming)}\n`;
  for (const entity of definitions.entities) text = putDefinition(text, 'entities', entity);
  for (const source of definitions.sources) text = putDefinition(text, 'sources', source);
  for (const view of [...definitions.featureViews, ...definitions.onDemandViews])
    text = putDefinition(text, 'feature_views', view);
  for (const service of definitions.featureServices) text = putDefinition(text, 'feature_services', service);
  for (const labels of definitions.labels) text = putDefinition(text, 'labels', labels);
  return text;
}

/**
 * Adds a definition behind the others of its section, or changes the one of that name: field by field,
 * and only those whose meaning differs. A field written with `${NAME}` means what `env` makes of it.
 */
export function putDefinition<Section extends keyof Sections>(
  text: string,
  section: Section,
  definition: Sections[Section],
  env: Env = {},
): string {
  const written = findItem(text, section, definition.name);
  const wanted = toPlain[section](definition);
  if (!written) return addItem(text, section, present(wanted));
  const { definitions } = readDefinitions(text, '', env);
  const sound = listOf(definitions, section).find((one) => one.name === definition.name);
  const current = sound ? toPlain[section](sound) : (written.item.toJS(written.document) as Plain);
  let edited = text;
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(current)])) {
    if (JSON.stringify(wanted[key]) !== JSON.stringify(current[key]))
      edited = setField(edited, section, definition.name, key, wanted[key], Object.keys(wanted));
  }
  return edited;
}

/**
 * Writes where the online store is: its type, address and environment, field by field and only what
 * differs. What else is said of it stays, but for what only Redis has when it is Redis no longer.
 */
export function putOnlineStore(
  text: string,
  store: Pick<OnlineStoreDefinition, 'type' | 'url' | 'environment'>,
): string {
  const { type, url, environment } = store;
  const wanted: Plain = { type, url, environment };
  const order = ['type', 'url', 'environment'];
  const written = findMapping(text, 'online_store');
  if (!written || written.items.length === 0) return addMapping(text, 'online_store', present(wanted));
  // A mapping never becomes empty on the way: what is written comes before what is taken away.
  const gone = type === 'embedded' ? ['layout', 'expiry'] : [];
  const keys = [...order.filter((key) => wanted[key] !== undefined), ...order, ...gone];
  let edited = text;
  for (const key of keys) {
    const now = findMapping(edited, 'online_store')!.toJSON() as Plain;
    if (now[key] !== wanted[key]) edited = setMappingField(edited, 'online_store', key, wanted[key], order);
  }
  return edited;
}

/** Sets a feature view's TTL; null takes it away. Throws `unknown_name`. */
export function setTtl(text: string, view: string, ttl: bigint | null): string {
  const written = findItem(text, 'feature_views', view);
  if (!written) throw unknownName('feature view', view);
  const value = ttl === null ? undefined : formatDuration(ttl);
  return setField(text, 'feature_views', view, 'ttl', value, ['name', 'entities', 'source', 'ttl']);
}

function listOf<Section extends keyof Sections>(definitions: Definitions, section: Section): Sections[Section][] {
  const { entities, sources, featureViews, onDemandViews, featureServices, labels } = definitions;
  const lists: { [Name in keyof Sections]: Sections[Name][] } = {
    entities,
    sources,
    feature_views: [...featureViews, ...onDemandViews],
    feature_services: featureServices,
    labels,
  };
  return lists[section];
}
