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
  let known: readonly string[] = [];
  readCell('', '', { file: '', line: 1 }, (body) => {
    readBody(kind, body);
    known = body.known;
  });
  return known.map((key) => ({ key, field: fields.get(key) ?? null }));
}
