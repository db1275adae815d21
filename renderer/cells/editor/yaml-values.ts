import type { Completion } from '@codemirror/autocomplete';
import { everyFeature, featuresOf, formatFeatureRef } from '../../../core/model/feature-ref.ts';
import type { BodyKey } from '../../../core/notebook/cell/keys.ts';
import type { NamedThing } from '../../../core/question/field.ts';
import type { BodyNames } from './body-names.ts';

/** What can be a key of the mapping that is a key's value, by the keys that lead into it. */
export function keysIn({ field }: BodyKey, inner: readonly string[], body: string, names: BodyNames) {
  if (inner.length > 0) return [];
  if (field?.form === 'features') return say(['view', 'features', 'as', 'on']);
  if (field?.form === 'columns') return named(field.names, body, names);
  if (field?.form === 'entities') return say([...new Set(names.views.flatMap(({ keys }) => keys))], 'join key');
  return [];
}

/** What can be the value of a key, or of one inside of that, as far as it is known. */
export async function bodyValues({ key, field }: BodyKey, inner: readonly string[], body: string, names: BodyNames) {
  if (key === 'that') return figuresOf(names);
  if (field === null) return key === 'beside' || key === 'collapsed' ? say(['true', 'false']) : [];
  switch (field.form) {
    case 'features':
      return inner.length === 0 ? features(names) : inFeatures(inner.at(-1)!, names);
    case 'columns':
      return features(names).filter(({ label }) => !label.endsWith(`:${everyFeature}`));
    case 'flag':
      return say(['true', 'false']);
    default:
      if (inner.length > 0) return [];
      if (!field.choices) return named(field.names, body, names);
      return field.choices.map((label) => ({ label, ...(field.says?.[label] && { info: field.says[label].hint }) }));
  }
}

function features({ views }: BodyNames): Completion[] {
  return views.flatMap((view) => [
    { label: formatFeatureRef({ view: view.name, feature: everyFeature }), detail: 'all its features' },
    ...featuresOf(view).map((ref, i) => ({ label: formatFeatureRef(ref), detail: view.features[i]!.type })),
  ]);
}

/** Of a view that is joined in its own way. */
function inFeatures(key: string, { views }: BodyNames): Completion[] {
  if (key === 'view') return sayAll(views, 'view');
  if (key !== 'features') return [];
  return views.flatMap((view) =>
    view.features.map(({ name, type }) => ({ label: name, detail: `${view.name}, ${type}` })),
  );
}

/** What claims can be made of. */
function figuresOf({ reports }: BodyNames): Completion[] {
  return Object.entries(reports).flatMap(([cell, report]) =>
    Object.entries(report)
      .filter(([, figure]) => typeof figure === 'number' || typeof figure === 'boolean')
      .map(([name, figure]) => ({ label: `${cell}.${name}`, detail: String(figure) })),
  );
}

async function named(what: NamedThing | undefined, body: string, names: BodyNames): Promise<Completion[]> {
  if (typeof what === 'object') {
    const columns = await names.columnsOf(writtenIn(body, what.columnsOf));
    return columns.map(({ name, type }) => ({ label: name, detail: type }));
  }
  switch (what) {
    case 'labels':
      return sayAll(names.labels, 'label table');
    case 'views':
      return sayAll(names.views, 'view');
    case 'tables':
      return [...sayAll(names.labels, 'label table'), ...sayAll(names.views, 'view')];
    case 'services':
      return sayAll(names.services, 'service');
    case 'rows':
      return say(names.rows, 'rows');
    case undefined:
      return [];
  }
}

/** The value of a key at the outermost, as far as that can be told from its line. */
function writtenIn(body: string, key: string): string {
  const [, value = ''] = new RegExp(`^${key} *: +["']?([^"'#\\n]*)`, 'm').exec(body) ?? [];
  return value.trim();
}

function sayAll(all: readonly { name: string }[], detail: string): Completion[] {
  return say(
    all.map(({ name }) => name),
    detail,
  );
}

function say(labels: readonly string[], detail?: string): Completion[] {
  return labels.map((label) => ({ label, ...(detail !== undefined && { detail }) }));
}
