import { isMap, LineCounter } from 'yaml';
import type { AsofError } from '../errors/asof-error.ts';
import { Fields } from '../model/fields.ts';
import { Reading } from '../model/reading.ts';
import { parseYaml } from '../model/parse-yaml.ts';
import { readJoinedView } from '../model/read-kinds.ts';
import { readViewAmong } from '../model/views/any-view.ts';
import { parseFeatureColumn, type Field } from './field.ts';
import { assemble, type Asked, type Question } from './question.ts';

export interface ReadCell<T> {
  /** Null where something is wrong. */
  value: T | null;
  /** In the order of the text, each with its line. */
  problems: AsofError[];
}

/**
 * Reads a cell's body, YAML: `work` takes what it knows (a question by `readAsked`, the cell's name), and what
 * nobody asked for is wrong. Never throws for what is written.
 *
 * @param what How messages call it: `the leakage cell`.
 * @param place The file, and the line of it in which the body begins.
 */
export function readCell<T>(
  body: string,
  what: string,
  place: { file: string; line: number },
  work: (fields: Fields) => T,
): ReadCell<T> {
  const lines = new LineCounter();
  const document = parseYaml(body, { lineCounter: lines });
  const reading = new Reading(document, lines, place.file, {}, place.line);
  for (const { pos, code, message } of document.errors) {
    if (code === 'DUPLICATE_KEY') reading.wrong(pos[0], `${what} has the same key twice`, 'keep one of them');
    else reading.wrong(pos[0], `not YAML: ${message}`, 'look at the indentation and the quotes there');
  }
  if (reading.problems.length > 0) return { value: null, problems: reading.problems };
  const content = reading.node(document.contents) ?? reading.node(document.createNode({}));
  if (!isMap(content)) {
    reading.wrong(0, `${what} is not a mapping`, 'write key: value, one a line');
    return { value: null, problems: reading.problems };
  }
  const fields = new Fields(reading, content, what);
  const value = work(fields);
  fields.done();
  const problems = reading.problems.sort((a, b) => a.where!.line! - b.where!.line!);
  return { value: problems.length > 0 ? null : value, problems };
}

/** A question as a cell asks it: `castKeys` is `cast_keys`. What is wrong, or lacks, `fields` then knows. */
export function readAsked<Q extends Question>(question: Q, fields: Fields): Asked<Q> {
  return assemble(question, (name, field) => {
    if (field.form === 'view') return readViewAmong(fields.required('name', 'what the view is called'), fields, null);
    const key = cellKey(name, field);
    if (!('or' in field) && fields.node(key) === null) fields.missing(key, `name ${field.help}`);
    return readField(field, key, fields);
  });
}

/** How a cell writes a field's name: `castKeys` is `cast_keys`. */
export function cellKey(name: string, field: Field): string {
  return (field.word ?? name).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function readField(field: Field, key: string, fields: Fields): unknown {
  const parse = (text: string): unknown => field.parse(text, key);
  if (field.form === 'flag') return fields.flag(key);
  if (field.choices) return fields.oneOf(key, field.choices);
  if (field.form === 'text') {
    const text = fields.text(key);
    return text === undefined ? undefined : parse(text);
  }
  const isOne = field.written === 'value';
  const found = fields.parsed(key, isOne, parse, ofMapping[field.form]);
  return found.length === 0 ? undefined : isOne ? found[0] : found;
}

const ofMapping: Partial<Record<Field['form'], (item: Fields) => unknown[]>> = {
  features: (item) => readJoinedView(item, null),
  columns: (item) =>
    item.keys().flatMap((column) => item.parsed(column, true, (ref) => parseFeatureColumn(`${column}=${ref}`))),
  entities: (item) => [item.asTexts('write {customer_id: c1}')],
};
