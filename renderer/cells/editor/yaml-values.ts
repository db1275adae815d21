import type { Completion } from '@codemirror/autocomplete';
import { everyFeature, featuresOf, formatFeatureRef } from '../../../core/model/feature-ref.ts';
import { keysInside, type BodyKey } from '../../../core/notebook/cell/keys.ts';
import type { KindName } from '../../../core/notebook/cell/kinds.ts';
import type { NamedThing } from '../../../core/question/field.ts';
import type { BodyNames } from './body-names.ts';

/** What can be a key of the mapping that is a key's value, by the keys that lead into it. */
export function keysIn(
  { key, field }: BodyKey,
  inner: readonly string[],
  body: string,
  names: BodyNames,
  kind: KindName,
) {
  if (field === null) {
    const isOfColumns = key === 'show' && inner.length === 1 && /^(?:sort|where)$/.test(inner[0]!);
    return isOfColumns ? say(names.shown?.columns ?? [], 'column') : say(keysInside(kind, [key, ...inner]));
  }
  if (inner.length > 0) return [];
  if (field?.form === 'features') return say(['view', 'features', 'as', 'on']);
  if (field?.form === 'columns') return named(field.names, body, names);
  if (field?.form === 'entities') return say([...new Set(names.views.flatMap(({ keys }) => keys))], 'join key');
  return [];
}

/** What can be the value of a key, or of one inside of that, as far as it is known. */
export async function bodyValues(
  { key, field }: BodyKey,
  inner: readonly string[],
  body: string,
  names: BodyNames,
  kind: KindName,
): Promise<Completion[]> {
  if (key === 'that') return figuresOf(names);
  if (field === null) {
    if (key === 'show') return shownValues(inner, names);
    // At the dash of a list a mapping begins.
    if (inner.length === 0 && !isFlag(key))
      return keysInside(kind, [key]).map((label) => ({ label, apply: `${label}: ` }));
    return isFlag(inner.at(-1) ?? key) ? say(['true', 'false']) : [];
  }
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

function isFlag(key: string): boolean {
  return ['beside', 'collapsed', 'right', 'null'].includes(key);
}

/** How an answer is looked at. */
function shownValues([key, , test]: readonly string[], { shown, ...names }: BodyNames): Completion[] {
  if (test !== undefined) return isFlag(test) ? say(['true', 'false']) : [];
  switch (key) {
    case 'rows':
      return say(shown?.rows ?? []);
    case 'order':
      return say(shown?.orders ?? []);
    case 'sort':
      return say(['rising', 'falling']);
    case 'hide':
      return say(shown?.hides ?? [], 'column');
    case 'pin':
      return say(['true', 'false']);
    case 'feature':
      return features({ shown, ...names }).filter(({ label }) => !label.endsWith(`:${everyFeature}`));
    default:
      return [];
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
