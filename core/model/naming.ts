import { readNaming, type NamingPart } from './read-naming.ts';
import type { Definitions } from './definitions.ts';
import { isOnDemandView, type AnyView } from './views/any-view.ts';

/** What an unknown word of a name may be. */
const word = '[\\p{L}\\p{N}]+';

/**
 * Why a view is not called as the rule of naming has it, and how it would be; null where it is, or where there is no
 * rule. `{n}` is a whole number, `{entity}` an entity of the view (or all of them, joined by _), `{source}` and
 * `{owner}` are its own, `{name}` is whatever it is called, and any other the view's tag of that name.
 */
export function misnamed(view: AnyView, definitions: Pick<Definitions, 'naming' | 'featureViews' | 'onDemandViews'>) {
  if (definitions.naming === undefined) return null;
  const parts = readNaming(definitions.naming)!;
  const lacked = parts.find((part) => part.kind === 'placeholder' && wordsFor(part, view, definitions) === null);
  if (lacked) {
    const what = lacked.text === 'owner' ? 'owner' : lacked.text === 'source' ? 'source' : `tag "${lacked.text}"`;
    return `${view.name} has no ${what}, which naming asks for: ${definitions.naming}`;
  }
  const pattern = parts.map((part) => (part.kind === 'text' ? escaped(part.text) : patternOf(part, view, definitions)));
  if (new RegExp(`^${pattern.join('')}$`, 'u').test(view.name)) return null;
  const example = parts.map((part) => (part.kind === 'text' ? part.text : exampleOf(part, view, definitions))).join('');
  return `${view.name} is not called as naming has it: ${definitions.naming}, for example ${example}`;
}

type Around = Pick<Definitions, 'featureViews' | 'onDemandViews'>;

/** What may stand for a placeholder: empty is any word, null is nothing, because the view does not say it. */
function wordsFor({ text }: NamingPart, view: AnyView, around: Around): string[] | null {
  if (text === 'n' || text === 'name') return [];
  if (text === 'entity') {
    const entities = entitiesOf(view, around);
    return entities.length > 1 ? [...entities, entities.join('_')] : entities;
  }
  const said = text === 'owner' ? view.owner : text === 'source' ? sourceOf(view) : view.tags?.[text];
  return said === undefined ? null : [said];
}

function patternOf(part: NamingPart, view: AnyView, around: Around): string {
  if (part.text === 'n') return '\\d+';
  if (part.text === 'name') return `${word}(?:_${word})*`;
  const words = wordsFor(part, view, around)!;
  return words.length === 0 ? word : `(?:${words.map(escaped).join('|')})`;
}

function exampleOf(part: NamingPart, view: AnyView, around: Around): string {
  if (part.text === 'n') return '1';
  return wordsFor(part, view, around)!.at(-1) ?? (part.text === 'entity' ? 'all' : 'stats');
}

function sourceOf(view: AnyView): string | undefined {
  return isOnDemandView(view) ? undefined : view.source;
}

/** Of a view on demand those of the views that it reads. */
export function entitiesOf(view: AnyView, around: Around): string[] {
  if (!isOnDemandView(view)) return view.entities;
  const read = view.inputs.flatMap(({ view: name }) => {
    const found = [...around.featureViews, ...around.onDemandViews].find((one) => one.name === name);
    return found ? entitiesOf(found, around) : [];
  });
  return [...new Set(read)];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
