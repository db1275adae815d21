import { AsofError } from '../errors/asof-error.ts';
import type { TableRole } from '../infer/roles.ts';
import type { Definitions, Entity, FileOptions, LabelTable, Source, TimeOptions } from '../model/definitions.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import { stem } from '../model/path.ts';
import { isTimeZone } from '../model/read-files.ts';
import { wrongTextOptions } from '../model/text-options.ts';
import { parseDuration } from '../time/duration.ts';

/**
 * The definitions that some files' roles amount to: an entity per join key, a source and a view per
 * feature file. Names come from the files'. Where a feature file has as many join keys as the labels
 * but calls them differently, they are the same in their order. Throws `bad_option`, `bad_duration`.
 */
export function definitionsFromRoles(roles: readonly TableRole[], project: string): Definitions {
  for (const { reading } of roles) checkReading(reading ?? {});
  const labelRoles = roles.filter(({ role }) => role === 'labels');
  const entities: Entity[] = [];
  const entitiesOf = (keys: readonly string[]): string[] => keys.map((key) => entityOf(entities, key));
  const labelNames = new Names();
  const labels = labelRoles.map((role): LabelTable => ({
    name: labelNames.unique(stem(role.file)),
    path: role.file,
    entities: entitiesOf(role.joinKeys),
    timestampField: role.timestampField,
    ...role.reading,
    ...(role.target && { target: role.target }),
  }));
  const viewNames = new Names();
  const sources: Source[] = [];
  const featureViews: FeatureView[] = [];
  for (const role of roles.filter((one) => one.role === 'features')) {
    const name = viewNames.unique(stem(role.file));
    const keys = role.forEverybody ? [] : role.joinKeys;
    const renamed = renamedKeys(keys, labelRoles[0]?.joinKeys ?? []);
    sources.push({
      name,
      path: role.file,
      timestampField: role.timestampField,
      ...role.reading,
      ...(role.createdTimestampField && { createdTimestampField: role.createdTimestampField }),
      ...(role.availableAt && { availableAt: role.availableAt }),
      ...(!role.availableAt &&
        role.availableAfter && { availableAfter: parseDuration(role.availableAfter) ?? undefined }),
      ...(Object.keys(renamed).length > 0 && { fieldMapping: renamed }),
    });
    featureViews.push({
      name,
      entities: entitiesOf(keys.map((key) => renamed[key] ?? key)),
      source: name,
      ttl: parseDuration(role.ttl),
      online: true,
      features: null,
    });
  }
  return { project, entities, sources, featureViews, onDemandViews: [], featureServices: [], labels };
}

/** Throws `bad_option` for what cannot be how a file is written. */
export function checkReading({ read, timezone }: FileOptions & TimeOptions): void {
  for (const { key, expected } of wrongTextOptions(read ?? {}))
    throw new AsofError('bad_option', { message: `${key} is ${JSON.stringify(read![key])}`, expected });
  if (timezone !== undefined && !isTimeZone(timezone)) {
    const message = `there is no time zone "${timezone}"`;
    throw new AsofError('bad_option', { message, expected: 'write a name such as Europe/Berlin' });
  }
}

function renamedKeys(keys: readonly string[], labelKeys: readonly string[]): Record<string, string> {
  if (keys.length !== labelKeys.length || keys.every((key) => labelKeys.includes(key))) return {};
  const pairs = keys.map((key, i): [string, string] => [key, labelKeys[i]!]);
  return Object.fromEntries(pairs.filter(([key, name]) => key !== name));
}

/** `customer` for `customer_id`. */
function entityOf(entities: Entity[], key: string): string {
  const known = entities.find((entity) => entity.joinKeys[0] === key);
  if (known) return known.name;
  const names = new Names(entities.map((entity) => entity.name));
  const name = names.unique(key.replace(/[_ -]?(id|key)$/i, '') || key);
  entities.push({ name, joinKeys: [key] });
  return name;
}

/** Names that differ by more than upper and lower case. */
class Names {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken.map((name) => name.toLowerCase()));
  }

  unique(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
