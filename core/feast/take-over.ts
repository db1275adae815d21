import type { Definitions, Entity, FeatureService, Source } from '../model/definitions.ts';
import { dtypes } from '../model/dtypes.ts';
import type { FeatureRef } from '../model/feature-ref.ts';
import { isPath } from '../model/path.ts';
import { readDefinitions } from '../model/read.ts';
import { newDefinitions } from '../model/write.ts';
import type { Feature, FeatureView } from '../model/views/feature-view.ts';
import { plural } from '../text/figures.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';
import { fileSourceType, sourceTypeName, type Registry, type RegistrySource, type RegistryView } from './registry.ts';
import { dtypeOfValueType } from './value-types.ts';

/** What of a registry there is no word for in asof.yaml, or that is not the same there. */
export interface NotAsInFeast {
  /** `on-demand view`, `source`, .. */
  what: string;
  name: string;
  /** One line. */
  why: string;
}

export interface TakenOver {
  definitions: Definitions;
  left: NotAsInFeast[];
  /** Join key -> Feast's dtype of the values in its keys; without those that two views write differently. */
  keyTypes: Record<string, string>;
}

/** Where a source's file is, as asof.yaml writes it; null with why where it is none that can be read. */
export type PlaceOfFile = (uri: string) => { path: string } | { why: string };

/** Feast's own entity for views that are about nobody. */
const dummy = '__dummy';

/**
 * What a project of a registry defines, as asof.yaml has it. Timestamps are the sources' own: what services say of them
 * is not looked at, for there the created column stands in their place.
 */
export function takeOver(registry: Registry, project: string, placeOf: PlaceOfFile): TakenOver {
  const left: NotAsInFeast[] = [];
  const of = <T extends { spec: { project: string } }>(all: readonly T[]): T[] =>
    all.filter(({ spec }) => spec.project === project || spec.project === '');
  const entities = of(registry.entities).filter(({ spec }) => spec.name !== dummy);
  const views = [...of(registry.featureViews), ...of(registry.streamFeatureViews)];
  const sources = new Map<string, Source>();
  const featureViews = views.map((view): FeatureView => {
    const taken = takeSource(view.spec.batchSource, placeOf, left);
    // One that several views name is the same, whoever says it.
    sources.set(taken.name, sources.get(taken.name) ?? taken);
    return takeView(view, taken.name, left);
  });
  const computed = of(registry.onDemandFeatureViews);
  for (const { spec } of computed) {
    const { userDefinedFunction: udf, substraitTransformation } = spec.featureTransformation;
    const name = udf.name || spec.userDefinedFunction.name;
    const by = name ? `the Python function ${name}` : substraitTransformation ? 'a Substrait plan' : 'Python';
    left.push({ what: 'on-demand view', name: spec.name, why: `it is computed by ${by}, which is not loaded` });
  }
  nameRest(registry, project, left);
  const definitions: Definitions = {
    project,
    entities: entities.map(({ spec }): Entity => ({
      name: spec.name,
      joinKeys: [spec.joinKey || spec.name],
      ...described(spec),
    })),
    sources: [...sources.values()],
    featureViews,
    onDemandViews: [],
    featureServices: takeServices(registry, project, new Set(computed.map(({ spec }) => spec.name)), left),
    labels: [],
  };
  return { ...withoutUnsound(definitions, left), keyTypes: keyTypesOf(views) };
}

function takeSource(source: RegistrySource, placeOf: PlaceOfFile, left: NotAsInFeast[]): Source {
  const { fileOptions, fieldMapping, timestampField, createdTimestampColumn } = source;
  const name = source.name || fileOptions.uri;
  const isFile = source.type === fileSourceType;
  const found: ReturnType<PlaceOfFile> = !isFile
    ? { why: `it is ${sourceTypeName(source.type)}` }
    : fileOptions.fileFormat.deltaFormat
      ? { why: 'it is a Delta table' }
      : placeOf(fileOptions.uri);
  const own = isPath(name) ? name.replaceAll(/[/\\*?.]/g, '_') : name;
  const path = 'path' in found ? found.path : `exported/${own.replaceAll(/[^\p{L}\p{N}_-]/gu, '_')}.parquet`;
  const why = 'why' in found ? `${found.why}: export its rows to ${path}, or name another file there` : null;
  if (why !== null && !left.some((one) => one.what === 'source' && one.name === name))
    left.push({ what: 'source', name, why });
  return {
    name: own,
    path,
    timestampField,
    ...(createdTimestampColumn && { createdTimestampField: createdTimestampColumn }),
    ...(Object.keys(fieldMapping).length > 0 && { fieldMapping }),
    ...described(source),
  };
}

function takeView({ spec }: RegistryView, source: string, left: NotAsInFeast[]): FeatureView {
  const say = (why: string) => left.push({ what: 'feature view', name: spec.name, why });
  const keys = spec.entityColumns.map((column) => column.name);
  const features = spec.features.filter(({ name }) => !keys.includes(name));
  if (features.length < spec.features.length) say('Feast serves its join key as a feature too; here it is none');
  const udf = spec.featureTransformation.userDefinedFunction.name || spec.userDefinedFunction.name;
  if (udf)
    say(`its rows go through the Python function ${udf}, which is not loaded: here they are those of its source`);
  if (spec.aggregations.length > 0) say('its aggregations are not taken over: here its rows are those of its source');
  if (spec.sourceViews.length > 0)
    say('it is made of other views, by code of Feast: here its rows are those of its source');
  return {
    name: spec.name,
    entities: spec.entities.filter((name) => name !== dummy),
    source,
    ttl: takeTtl(spec.ttl, say),
    online: spec.online,
    features: features.map((feature): Feature => {
      const dtype = dtypeOfValueType(feature.valueType);
      const [item] = /\w+(?=\)$)|^\w+$/.exec(dtype ?? '') ?? [];
      const isKnown = item !== undefined && dtypes.includes(item);
      if (!isKnown) say(`of ${feature.name} no type is said here, for there is no word for Feast's`);
      return { name: feature.name, ...(isKnown && { dtype: dtype! }), ...described(feature) };
    }),
    ...described(spec),
    ...(spec.owner && { owner: plainText(spec.owner) }),
    ...(Object.keys(spec.tags).length > 0 && {
      tags: Object.fromEntries(Object.entries(spec.tags).map(([key, value]) => [key, plainText(value)])),
    }),
  };
}

/** A TTL here is whole seconds, and not endless; one of less than a second would be none. */
function takeTtl(ttl: bigint | null, say: (why: string) => void): bigint | null {
  if (ttl === null || ttl <= 0n) return null;
  const second = 1_000_000n;
  const whole = ((ttl + second - 1n) / second) * second;
  if (whole !== ttl) say(`its TTL of ${Number(ttl) / 1e6} s is ${whole / second} s here`);
  try {
    return parseDuration(formatDuration(whole));
  } catch {
    say('its TTL is longer than any that is taken for one: here it has none');
    return null;
  }
}

function takeServices(
  registry: Registry,
  project: string,
  computed: ReadonlySet<string>,
  left: NotAsInFeast[],
): FeatureService[] {
  return registry.featureServices
    .filter(({ spec }) => spec.project === project || spec.project === '')
    .flatMap(({ spec }) => {
      const stored = spec.features.filter(({ featureViewName }) => !computed.has(featureViewName));
      const gone = spec.features.flatMap((one) => (computed.has(one.featureViewName) ? [one.featureViewName] : []));
      const why = `it has features of ${gone.join(', ')}, which is computed by Python`;
      if (stored.length === 0)
        left.push({ what: 'feature service', name: spec.name, why: `it has none but those of ${gone.join(', ')}` });
      else if (gone.length > 0)
        left.push({ what: 'feature service', name: spec.name, why: `${why}: they are left out of it` });
      const features = stored.flatMap(({ featureViewName: view, featureViewNameAlias, joinKeyMap, featureColumns }) =>
        featureColumns
          .filter(({ name }) => !joinKeysOf(registry, view).includes(name))
          .map(({ name: feature }): FeatureRef => ({
            view,
            feature,
            ...(featureViewNameAlias && featureViewNameAlias !== view && { as: featureViewNameAlias }),
            ...(Object.keys(joinKeyMap).length > 0 && { on: joinKeyMap }),
          })),
      );
      return features.length === 0 ? [] : [{ name: spec.name, features, ...described(spec) }];
    });
}

function joinKeysOf({ featureViews, streamFeatureViews }: Registry, view: string): string[] {
  const found = [...featureViews, ...streamFeatureViews].find(({ spec }) => spec.name === view);
  return found?.spec.entityColumns.map(({ name }) => name) ?? [];
}

/** What nothing here is like. */
function nameRest(registry: Registry, project: string, left: NotAsInFeast[]): void {
  for (const { spec } of registry.labelViews)
    if (spec.project === project) left.push({ what: 'label view', name: spec.name, why: 'there is none here' });
  const rest = [
    [registry.savedDatasets.length, 'saved dataset'],
    [registry.validationReferences.length, 'validation reference'],
    [registry.permissions.length, 'permission'],
  ] as const;
  for (const [n, what] of rest) if (n > 0) left.push({ what: plural(n, what), name: '', why: 'there are none here' });
}

/** Of what views write into Feast's keys. */
function keyTypesOf(views: readonly RegistryView[]): Record<string, string> {
  const types = new Map<string, Set<string | null>>();
  for (const { spec } of views) {
    if (spec.entities.includes(dummy)) continue;
    for (const { name, valueType } of spec.entityColumns)
      types.set(name, (types.get(name) ?? new Set()).add(dtypeOfValueType(valueType)));
  }
  const sure = [...types].filter(([, all]) => all.size === 1).map(([name, all]) => [name, [...all][0]] as const);
  return Object.fromEntries(sure.filter((one): one is readonly [string, string] => isKeyType(one[1] ?? null)));
}

function isKeyType(dtype: string | null): boolean {
  return ['Int32', 'Int64', 'String', 'Bytes', 'UnixTimestamp'].includes(dtype ?? '');
}

/** What asof.yaml does not take is left out and said, and so is what needs it. */
function withoutUnsound(definitions: Definitions, left: NotAsInFeast[]): Pick<TakenOver, 'definitions' | 'left'> {
  const { unsound } = readDefinitions(newDefinitions(definitions), 'asof.yaml');
  if (unsound.length === 0) return { definitions, left };
  const isSound = (what: string) => {
    const dropped = new Set<string>();
    return ({ name }: { name: string }, i: number, all: readonly { name: string }[]) => {
      const problem = unsound.find((one) => one.what === what && one.name === name)?.problem;
      // Of two that differ in case alone the first stays.
      const isTwin = all.findIndex((one) => one.name.toLowerCase() === name.toLowerCase()) < i;
      if (!problem || dropped.has(name)) return !problem;
      left.push({ what, name, why: isTwin ? 'another differs from it in case alone' : problem.title });
      dropped.add(name);
      return false;
    };
  };
  const sound: Definitions = {
    ...definitions,
    entities: definitions.entities.filter(isSound('entity')),
    sources: definitions.sources.filter(isSound('source')),
    featureViews: definitions.featureViews.filter(isSound('feature view')),
    featureServices: definitions.featureServices.filter(isSound('feature service')),
  };
  return withoutUnsound(sound, left);
}

function described({ description }: { description: string }): { description?: string } {
  return description ? { description: plainText(description) } : {};
}

/** In asof.yaml `${..}` would stand for a variable of the environment. */
function plainText(text: string): string {
  return text.replaceAll('${', '$ {').replaceAll('\0', '');
}
