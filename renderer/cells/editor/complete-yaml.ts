import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { isKind, kinds, type KindName } from '../../../core/notebook/cell/kinds.ts';
import { bodyKeys, type BodyKey } from '../../../core/notebook/cell/keys.ts';
import { inline } from '../../../core/model/edit-text.ts';
import { cellWords } from '../../../core/question/cell-words.ts';
import type { BodyNames } from './body-names.ts';
import { sayParameter } from './complete-sql.ts';
import { yamlPlace, type YamlPlace } from './yaml-place.ts';
import { keysIn, bodyValues } from './yaml-values.ts';

/** What can stand at a place of a text, and where what it replaces begins. */
export interface Offered extends YamlPlace {
  options: Completion[];
}

/** What keys mean that are no field of a question. */
const ownKeys: Readonly<Record<string, string>> = {
  as: 'the name of the cell, by which others use it',
  beside: 'it stands beside the cell before, where there is room',
  collapsed: 'nothing but its head is shown',
  show: 'how its answer is looked at: rows, order, sort, where, hide, pin, width',
  value: 'what {{name}} stands for',
  choices: 'what the value can be, as a list',
  between: 'the least and the greatest number that the value can be',
  that: 'what is to be so of the answer of another cell, or a list of such claims',
  question: 'what the reader is asked',
  options: 'a list of answers, one of them right, each with the reason',
};

/** Offers keys of a cell's body and their values while it is written. */
export function completeYaml(names: BodyNames): Extension {
  const source = (context: CompletionContext): Promise<CompletionResult | null> => complete(context, names);
  // Behind a key, its values are offered at once.
  const activateOnCompletion = ({ type }: Completion): boolean => type === 'keyword';
  return autocompletion({ override: [source], icons: false, activateOnCompletion });
}

async function complete(context: CompletionContext, names: BodyNames): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const offered = await offeredAt(text, context.pos, names);
  if (context.aborted || offered === null) return null;
  const { from, isKey, options } = offered;
  const typed = text.slice(from, context.pos);
  const begun = options.filter(({ label }) => label.startsWith(typed));
  // The Enter behind what is written in full ends the line.
  const isFull = begun.length === 1 && begun[0]!.label === typed;
  if (!context.explicit && (isFull || (isKey && typed === ''))) return null;
  return { from, options };
}

/** What can stand at an offset of a body, or of a cell with its fence; null where nothing is known that could. */
export async function offeredAt(text: string, at: number, names: BodyNames): Promise<Offered | null> {
  const before = text.slice(0, at);
  const none = { path: [], isKey: false, isQuoted: false };
  const parameter = /\{\{\s*\w*$/.exec(before);
  if (parameter) return { ...none, from: parameter.index, options: names.parameters.map(sayParameter) };
  const [fence = '', kind = names.kind] = /^(?:`{3,}|~{3,})[ \t]*asof[ \t]*(\S*)[^\n]*\n?/.exec(text) ?? [];
  const word = /^\S+[ \t]+(\S*)$/.exec(before);
  if (fence !== '' && word) {
    const options = Object.keys(kinds).map((label) => ({ label, detail: 'kind of cell' }));
    return { ...none, from: at - word[1]!.length, options };
  }
  const place = at < fence.length || !isKind(kind) ? null : yamlPlace(text.slice(fence.length), at - fence.length);
  if (place === null || !isKind(kind)) return null;
  const options = await optionsAt(place, bodyKeys(kind), text.slice(fence.length), names, kind);
  return options.length === 0 ? null : { ...place, from: place.from + fence.length, options };
}

async function optionsAt(
  { path: [key, ...inner], isKey, isQuoted }: YamlPlace,
  keys: readonly BodyKey[],
  body: string,
  names: BodyNames,
  kind: KindName,
): Promise<Completion[]> {
  const found = keys.find((one) => one.key === key);
  if (key !== undefined && !found) return [];
  if (isKey) {
    const offered = found ? await keysIn(found, inner, body, names, kind) : unwritten(keys, body).map(sayKey);
    return offered.map((one, i) => ({ ...one, type: 'keyword', apply: `${inline(one.label)}: `, boost: -i }));
  }
  const offered = found ? await bodyValues(found, inner, body, names, kind) : [];
  return offered.map((one, i) => ({ ...one, boost: -i, ...(!isQuoted && { apply: one.apply ?? inline(one.label) }) }));
}

function unwritten(keys: readonly BodyKey[], body: string): BodyKey[] {
  const written = [...body.matchAll(/^([\w-]+) *:/gm)].map(([, key]) => key);
  return keys.filter(({ key }) => !written.includes(key));
}

function sayKey({ key, field }: BodyKey): Completion {
  const info = field ? (field.hint ?? cellWords(field.help)) : ownKeys[key];
  return { label: key, ...(info !== undefined && { info }) };
}
