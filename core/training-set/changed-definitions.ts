import { plainYaml } from '../model/parse-yaml.ts';
import { parseFeatureRef, type FeatureRef } from '../model/feature-ref.ts';
import type { ChangedDefinition } from './verify-report.ts';

/** What a training set is made of, by name. */
interface Made {
  labels: string;
  features: readonly FeatureRef[];
}

interface Definition {
  name?: unknown;
  [field: string]: unknown;
}
type Section = 'labels' | 'feature_views' | 'sources' | 'entities';

const called: Record<Section, string> = {
  labels: 'label table',
  feature_views: 'feature view',
  sources: 'source',
  entities: 'entity',
};
/** They say nothing of values. */
const silent = ['description', 'owner', 'tags', 'online', 'freshness'];

/**
 * Where two texts of an asof.yaml, as a provenance has them, say otherwise of what a training set is made of. Null is
 * no text. What is said of other things, and what says nothing of values, is not looked at.
 */
export function changedDefinitions(was: string | null, is: string | null, made: Made): ChangedDefinition[] {
  const [before, now] = [sectionsOf(was), sectionsOf(is)];
  const of = (sections: typeof before, section: Section, name: string) =>
    sections[section].find((one) => one.name === name);
  const names = (section: Section, field: string, of: readonly string[]): string[] =>
    [before, now].flatMap((sections) =>
      sections[section]
        .filter(({ name }) => of.includes(String(name)))
        .flatMap((one) => one[field] ?? [])
        .map(String),
    );
  const features = withInputs(made.features, [before, now]);
  const views = features.map(({ view }) => view);
  const used: Record<Section, string[]> = {
    labels: [made.labels],
    feature_views: views,
    sources: names('feature_views', 'source', views),
    entities: [...names('feature_views', 'entities', views), ...names('labels', 'entities', [made.labels])],
  };
  return (Object.keys(called) as Section[]).flatMap((section) =>
    [...new Set(used[section])].flatMap((name) => {
      const sides = [of(before, section, name), of(now, section, name)];
      const asked = features.filter((ref) => ref.view === name).map(({ feature }) => feature);
      const [old, fresh] = sides.map((one) =>
        section === 'feature_views' && one ? { ...one, features: featuresAsked(one, asked) } : one,
      );
      const fields = new Set([old, fresh].flatMap((one) => Object.keys(one ?? {})));
      return [...fields].flatMap((field): ChangedDefinition[] => {
        const [a, b] = [write(old?.[field]), write(fresh?.[field])];
        return silent.includes(field) || a === b
          ? []
          : [{ definition: `${called[section]} ${name}`, field, was: a, is: b }];
      });
    }),
  );
}

/** With what computed ones read, on either side. */
function withInputs(features: readonly FeatureRef[], sides: readonly Record<Section, Definition[]>[]): FeatureRef[] {
  const all = [...features];
  for (const { view } of all) {
    const definitions = sides.flatMap((side) => side.feature_views.filter(({ name }) => name === view));
    const refs = definitions
      .flatMap(({ inputs }) => Object.values((inputs ?? {}) as Record<string, unknown>))
      .map((ref) => parseFeatureRef(String(ref)));
    all.push(...refs.filter((ref) => !all.some((one) => one.view === ref.view && one.feature === ref.feature)));
  }
  return all;
}

function sectionsOf(text: string | null): Record<Section, Definition[]> {
  const read = text === null ? null : plainYaml(text);
  const section = (name: Section): Definition[] => mappings(read?.[name]);
  return {
    labels: section('labels'),
    feature_views: section('feature_views'),
    sources: section('sources'),
    entities: section('entities'),
  };
}

function mappings(list: unknown): Definition[] {
  const items: unknown[] = Array.isArray(list) ? list : [];
  return items.filter((item): item is Definition => typeof item === 'object' && item !== null);
}

/** Of a view's features those that are in the set, without what says nothing of values. */
function featuresAsked({ features }: Definition, asked: readonly string[]): unknown {
  if (!Array.isArray(features)) return features;
  const listed = mappings(features).filter(({ name }) => asked.includes(String(name)));
  return listed.map((one) => Object.fromEntries(Object.entries(one).filter(([field]) => !silent.includes(field))));
}

function write(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
