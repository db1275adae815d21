import { AsofError } from '../errors/asof-error.ts';
import { entityKey } from '../online/keys.ts';
import type { EntityKeys } from '../question/field.ts';
import { parseKey } from './parse-key.ts';
import type { LookupView } from './plan-lookup.ts';

/** What a view's records call an entity. Throws `bad_option` where a key lacks, or is not of its type. */
export function entityName(
  { name, keys, columns }: Pick<LookupView, 'name' | 'keys' | 'columns'>,
  entity: EntityKeys,
): string {
  checkGiven(name, columns, entity);
  return entityKey(
    keys,
    keys.map((key, i) => parseKey({ ...key, name: columns[i]! }, entity[columns[i]!]!)),
  )!;
}

export function checkGiven(view: string, columns: readonly string[], entity: EntityKeys): void {
  const lacking = columns.find((column) => !Object.hasOwn(entity, column));
  if (lacking === undefined) return;
  const message = `${view} is looked up by ${columns.join(' and ')}, and ${lacking} is not given`;
  throw new AsofError('bad_option', {
    message,
    expected: `write ${columns.map((column) => `${column}=VALUE`).join(',')}`,
  });
}
