import type { Relation } from './relation.ts';

const known = new WeakMap<Relation['from'], Map<string, unknown>>();

/**
 * What is found out about a relation by reading it: remembered with what stands behind its FROM, and gone with
 * that. Another relation over the same files has its own, and so has the same one read anew when a
 * file has changed or its engine came back. `what` says what is asked, and of which columns.
 */
export async function foundOut<T>(
  { from }: Pick<Relation, 'from'>,
  what: readonly unknown[],
  find: () => Promise<T>,
): Promise<T> {
  const facts = known.get(from) ?? new Map<string, unknown>();
  known.set(from, facts);
  const question = JSON.stringify(what);
  if (!facts.has(question)) facts.set(question, await find());
  return facts.get(question) as T;
}
