import { AsofError } from '../errors/asof-error.ts';

/** Throws `columns_duplicated` where two names are the same but for case: SQL could not tell them apart. */
export function requireUniqueColumns(path: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (seen.has(folded))
      throw new AsofError('columns_duplicated', { path, column: name }, { where: { file: path, column: name } });
    seen.add(folded);
  }
}
