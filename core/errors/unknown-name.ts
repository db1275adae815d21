import { AsofError, type Where } from './asof-error.ts';
import { nearest } from './near.ts';

/** That nothing of a kind has this name, and which of those that are there may have been meant. */
export function unknownName(
  what: string,
  name: string | number,
  known: readonly string[] = [],
  where?: Where,
): AsofError {
  const params = { what, name, near: nearest(String(name), known) ?? '', known: known.join(', ') };
  return new AsofError('unknown_name', params, { where });
}
