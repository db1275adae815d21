import type { Node } from 'yaml';
import type { Fields } from './fields.ts';

export type Kind = 'entity' | 'source' | 'feature view' | 'feature service' | 'label table';

/** What was read before and may be referred to, whether it was sound or not. */
export interface Known {
  names(what: 'entity' | 'source' | 'feature view'): string[];
  /** Null where the view does not list them. */
  features(view: string): string[] | null;
}

interface FieldText {
  text: string;
  node: Node;
}

/** Names of entities, in a list. @param known Null: they are looked up later. */
export function readEntityNames(fields: Fields, texts: readonly FieldText[], known: Known | null): string[] {
  for (const { text, node } of texts) checkName(fields, 'entity', text, node, known);
  return distinctTexts(fields, 'entities', texts);
}

/** The texts; one that is there twice is reported. */
export function distinctTexts(fields: Fields, key: string, texts: readonly FieldText[]): string[] {
  texts.forEach(({ text, node }, i) => {
    if (texts.findIndex((other) => other.text === text) < i)
      fields.wrong(node, `"${text}" is twice in ${key} of ${fields.what}`, 'write it once');
  });
  return texts.map(({ text }) => text);
}

/** Reports a name that is not known. */
export function checkName(
  fields: Fields,
  what: 'entity' | 'source' | 'feature view',
  name: string,
  node: Node,
  known: Known | null,
): void {
  if (!known) return;
  const names = known.names(what);
  if (!names.includes(name)) fields.unknown(node, what, name, names);
}
