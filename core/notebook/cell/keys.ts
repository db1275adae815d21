import type { Field } from '../../question/field.ts';
import { everyField } from '../../question/question.ts';
import { cellKey, readCell } from '../../question/read-cell.ts';
import { readBody } from './cell.ts';
import { askedIn, type KindName } from './kinds.ts';

/** A key that a cell's body can have. */
export interface BodyKey {
  key: string;
  /** What is asked by it; null where that is none of a question's fields. */
  field: Field | null;
}

/** The keys that the body of a cell of a kind can have, in the order in which reading asks for them. */
export function bodyKeys(kind: KindName): BodyKey[] {
  const asked = everyField(askedIn(kind) ?? {}).map(({ name, field }) => [cellKey(name, field), field] as const);
  const fields = new Map(asked);
  return keysAt(kind, [], {}).map((key) => ({ key, field: fields.get(key) ?? null }));
}

/** The keys of a mapping inside of a body, or of each of a list of them: of `show`, of a test in it, of `options`. */
export function keysInside(kind: KindName, path: readonly string[]): readonly string[] {
  const known = keysAt(kind, path, {});
  return known.length > 0 ? known : keysAt(kind, path, [{}]);
}

/** The keys that reading asks for where this stands at the end of a path. */
function keysAt(kind: KindName, path: readonly string[], innermost: object): readonly string[] {
  const body = path.reduceRight<object>((inside, key) => ({ [key]: inside }), innermost);
  let known: readonly string[] = [];
  readCell(JSON.stringify(body), '', { file: '', line: 1 }, (fields) => {
    readBody(kind, fields);
    known = fields.inside(path)?.known ?? [];
  });
  return known;
}
